import { expect, it } from 'vitest'
import type { CallDocument } from '../../../server/calls/index.ts'
import { waitFor } from '../../wait-for.ts'
import { OUR_NUMBER, openTwilioDesk, sidOf } from './twilio-desk.ts'

const arrival = { CallSid: sidOf('CA', 1), From: '+12025550168', To: OUR_NUMBER, CallStatus: 'ringing', Direction: 'inbound' }
const asking: CallDocument = [
  {
    do: 'gather',
    utterances: [{ do: 'say', text: 'Press 1', language: 'en-US' }],
    input: ['digits'],
    digits: 1,
    finishOnKey: '',
    timeoutSeconds: 5,
    language: 'en-US',
    hints: [],
    step: { callId: 'call_abc', legId: 'l1', step: 3 },
  },
]

it('lets callers, texts and reports wait until a desk that starts is there', async () => {
  const starting = await openTwilioDesk({ isStarting: true })
  let came = 0
  starting.begin({
    document: () => asking,
    limit: async () => {
      came++
    },
  })
  const text = { MessageSid: sidOf('SM', 1), From: arrival.From, To: OUR_NUMBER, Body: 'Are you there?', NumMedia: '0' }
  const sent = { MessageSid: sidOf('SM', 2), From: OUR_NUMBER, To: arrival.From, MessageStatus: 'delivered' }
  const waiting = [
    starting.post('/voice', arrival),
    starting.post('/status', { ...arrival, CallStatus: 'completed' }),
    starting.post('/sms', text),
    starting.post('/status?message=m1', sent),
  ]
  await waitFor(() => came === waiting.length, { what: 'all requests' })
  await starting.connect()
  const [document, report, taken, delivered] = await Promise.all(waiting)
  expect(document?.text).toContain('<Gather')
  expect([report?.status, taken?.status, delivered?.status]).toEqual([204, 200, 204])
  expect(starting.reports).toHaveLength(1)
  expect(starting.events.map((one) => one.type).sort()).toEqual(['delivery', 'message'])
  await starting.close()
})
