import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FlowSet, lookupRequest, readFlows, readLookup } from '../../server/ivr/index.ts'
import { openStories } from '../../server/sandbox/demo/open-stories.ts'
import { shopRouter } from '../../server/sandbox/demo/shop.ts'
import { flowFiles } from '../ivr/desk-flows.ts'

let desk = ''
let close: () => Promise<void>
beforeAll(async () => {
  const server = express()
    .use(shopRouter({ siteId: 'shop' }))
    .listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  desk = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  close = () => new Promise((resolve) => server.close(() => resolve()))
})
afterAll(() => close())

const flows = readFlows(flowFiles).flows as FlowSet
const ask = async (order: string, phone: string) => {
  const request = lookupRequest(flows, 'order-status', { order, phone }, desk)
  const answer = await fetch(request?.url ?? '')
  return readLookup(flows, 'order-status', { status: answer.status, body: await answer.text() })
}

describe('the orders of the demo shop', () => {
  it('are told to the phone menu with the end of their phone number', async () => {
    expect(await ask('20718', '0142')).toEqual({
      type: 'looked-up',
      outcome: 'found',
      values: { state: 'refunded', 'day-en': expect.stringMatching(/day$/), 'day-de': expect.stringMatching(/^(\w+tag|Mittwoch)$/) },
    })
  })

  it.each([
    ['20718', '0143'],
    ['99999', '0142'],
  ])('are not told of %s with %s', async (order, phone) =>
    expect(await ask(order, phone)).toEqual({ type: 'looked-up', outcome: 'missing', values: {} }),
  )

  it('are those that people write about', async () => {
    const numbers = openStories.flatMap(({ subject, lines }) =>
      [...`${subject} ${lines.join(' ')}`.matchAll(/LF-(\d{5})/g)].map(([, number]) => number ?? ''),
    )
    expect(numbers.length).toBeGreaterThan(2)
    for (const number of numbers) expect(await ask(number, '0142')).toMatchObject({ outcome: 'found' })
  })

  it('answer nothing else: two values of one name, or names every object has', async () => {
    for (const query of ['', '?order=20718', '?order=20718&order=20718&phone=0142', '?order=constructor&phone=0142'])
      expect((await fetch(`${desk}/demo/api/orders${query}`)).status).toBe(404)
  })
})
