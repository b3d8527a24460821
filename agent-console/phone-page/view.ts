import { type LiveState, rowsOf } from '../../server/platform/wire/live.ts'
import type { LineCall, LineCaption, LineText } from '../../server/sandbox/carrier/wire.ts'
import { rowsOfCall } from '../softphone/carrier/rows.ts'
import { languageName, type Said, saidOf } from './said.ts'

/** What a phone shows of its calls. */
export interface PhoneView {
  /** The call that goes on; else the last one that ended, which keeps its captions on screen. */
  call: LineCall | null
  said: readonly Said[]
  /** In words; empty before anything was said. */
  language: string
  texts: readonly LineText[]
  /** Calls that ring while another one goes on: nobody can take them. */
  unwanted: readonly string[]
}

const rank: Record<LineCall['state'], number> = { live: 3, dialling: 2, ringing: 1, ended: 0 }

export const viewOf = (rows: LiveState): PhoneView => {
  const calls = rowsOf<LineCall>(rows, 'call').sort(
    (one, other) => rank[other.state] - rank[one.state] || Date.parse(other.since) - Date.parse(one.since),
  )
  const call = calls[0] ?? null
  const captions = call ? rowsOfCall<LineCaption>(rows, 'caption', call.sid) : new Map<string, LineCaption>()
  const beganAt = Math.min(...[...captions.values()].map(({ at }) => Date.parse(at)), Number.POSITIVE_INFINITY)
  const said = saidOf(captions, beganAt)
  const spoken = [...said].reverse().find((one) => one.what === 'say')?.language
  return {
    call,
    said,
    language: spoken ? languageName(spoken) : '',
    texts: rowsOf<LineText>(rows, 'text').sort((one, other) => Date.parse(one.at) - Date.parse(other.at)),
    unwanted: calls
      .slice(1)
      .filter(({ state, direction }) => state === 'ringing' && direction === 'in')
      .map(({ sid }) => sid),
  }
}
