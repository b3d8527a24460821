import { AppError, notFound } from '../../platform/errors.ts'
import type { Audience, LiveTopic, LiveVerb } from '../../platform/live.ts'
import type { LiveRow } from '../../platform/wire/live.ts'
import type { CarrierAccount } from './account.ts'
import type { Calls } from './calls.ts'
import type { Dialling } from './dialling.ts'
import type { Edges } from './edges.ts'
import type { Inputs } from './inputs.ts'
import type { Line, Lines } from './lines.ts'
import type { Messages } from './messages.ts'
import type { Recordings } from './recording.ts'
import type { Ringing } from './ringing.ts'
import type { CallRecord } from './shapes.ts'
import * as wire from './wire.ts'

export interface LiveDeps {
  account: CarrierAccount
  calls: Calls
  dialling: Dialling
  edges: Edges
  inputs: Inputs
  lines: Lines
  messages: Messages
  recordings: Recordings
  ringing: Ringing
  limit(name: string, key: string): Promise<void>
  /** A phone has come back: what it was in goes on. */
  returned(line: Line): void
}

const verbs = ({ account, calls, dialling, edges, inputs, lines, messages, recordings, ringing, limit }: LiveDeps): LiveVerb<Line>[] => {
  /** A call of this phone's own. Foreign and missing look the same. */
  const own = (line: Line, sid: string): CallRecord => {
    const call = calls.get(sid)
    if (!call || (call.lineId !== line.id && !(call.lineId === null && call.ringsAt.includes(line.id)))) throw notFound('call')
    return call
  }
  const live = (line: Line, sid: string): CallRecord => {
    const call = own(line, sid)
    if (calls.isOver(call)) throw new AppError('call-over', 'conflict', 'This call has ended.')
    return call
  }
  const heard = (call: CallRecord, what: 'keys' | 'speech', text: string): void =>
    void lines.caption(call.lineId, { sid: call.sid, what, text, language: '' })

  return [
    {
      name: 'hello',
      body: wire.Hello,
      run: async (line): Promise<wire.HelloAnswer> => ({
        lineId: line.id,
        address: line.address,
        numbers: account.numbers.map(({ number, label }) => ({ number, label })),
      }),
    },
    {
      name: 'dial',
      body: wire.Dial,
      run: async (line, { to, params, isWithheld }: wire.Dial): Promise<wire.DialAnswer> => {
        await limit('carrier-dial', line.id)
        return { sid: dialling.fromLine(line, to, params, isWithheld).sid }
      },
    },
    {
      name: 'answer',
      body: wire.OfCall,
      run: async (line, { sid }: wire.OfCall) => {
        if (!ringing.answer(line, live(line, sid))) throw new AppError('not-ringing', 'conflict', 'This call does not ring here.')
        return {}
      },
    },
    {
      name: 'decline',
      body: wire.OfCall,
      run: async (line, { sid }: wire.OfCall) => {
        ringing.decline(line, live(line, sid))
        return {}
      },
    },
    {
      name: 'hang-up',
      body: wire.OfCall,
      run: async (line, { sid }: wire.OfCall) => {
        const call = own(line, sid)
        if (calls.isOver(call)) return {}
        if (call.lineId === line.id)
          calls.end(call, call.status === 'in-progress' || call.direction !== 'inbound' ? 'completed' : 'canceled', 'hung up here')
        else ringing.decline(line, call)
        return {}
      },
    },
    {
      name: 'digits',
      body: wire.Digits,
      run: async (line, { sid, digits }: wire.Digits) => {
        const call = live(line, sid)
        // What a step asks for may be a secret: the phone shows that keys were pressed, not which.
        heard(call, 'keys', calls.shown(call).gather ? '•'.repeat(digits.length) : digits)
        inputs.give(sid, { keys: digits })
        return {}
      },
    },
    {
      name: 'speech',
      body: wire.Speech,
      run: async (line, { sid, text }: wire.Speech) => {
        const call = live(line, sid)
        heard(call, 'speech', text)
        inputs.give(sid, { speech: text })
        return {}
      },
    },
    {
      name: 'mute',
      body: wire.Mute,
      run: async (line, { sid, isMuted }: wire.Mute) => {
        calls.show(live(line, sid), { isSelfMuted: isMuted })
        return {}
      },
    },
    {
      name: 'ready-media',
      body: wire.ReadyMedia,
      run: async (line, { sid, mediaId }: wire.ReadyMedia) => {
        edges.ready(live(line, sid).sid, line.id, mediaId)
        return {}
      },
    },
    {
      name: 'signal',
      body: wire.Signal,
      run: async (line, signal: wire.Signal) => {
        own(line, signal.sid)
        edges.signal(signal)
        return {}
      },
    },
    {
      name: 'uploaded',
      body: wire.Uploaded,
      run: async (line, { recordingSid, chunks }: wire.Uploaded) => {
        const of = recordings.get(recordingSid)
        if (!of) throw notFound('recording')
        own(line, of.callSid)
        recordings.uploaded(recordingSid, chunks)
        return {}
      },
    },
    {
      name: 'text',
      body: wire.Text,
      run: async (line, { to, text, uploads }: wire.Text) => {
        await limit('carrier-text', line.id)
        await messages.fromLine(line, to, text, uploads)
        return {}
      },
    },
  ]
}

const topic = ({ lines }: LiveDeps): LiveTopic<Line> => ({
  name: 'line',
  mayWatch: (line, id) => {
    if (line.id !== id) throw notFound('line')
  },
  snapshot: async (line) => lines.rows(line.id),
  facts: {
    'sandbox-carrier.rows': (data) => {
      const { id, rows } = data as { id: string; rows: LiveRow[] }
      return [{ id, rows }]
    },
  },
})

/** Phones have a namespace of their own; each sees its own line and nothing else. */
export const carrierAudience = (deps: LiveDeps): Audience<Line> => ({
  namespace: '/carrier',
  authenticate: async (token) => deps.lines.signIn(token),
  actorId: (line) => line.id,
  isAllowed: () => false,
  topics: [topic(deps)],
  verbs: verbs(deps),
  attended: (line, isPresent) => {
    deps.lines.attended(line, isPresent)
    if (isPresent) deps.returned(line)
  },
})
