import { type FlowAct, type FlowEvent, type FlowSet, lookupRequest, readLookup } from '../../ivr/index.ts'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import { AppError } from '../../platform/errors.ts'
import { createGuardedFetch } from '../../platform/guarded-fetch.ts'
import { keyedId } from '../../platform/ids.ts'
import type { CallDeps } from '../deps.ts'

const MOST_BYTES = 100_000
const DAY_SECONDS = 86_400

/** Misses are counted by a keyed hash of what was asked about: nothing that was keyed is stored. */
export const lookUpIndexes: IndexSpec[] = [{ collection: 'look_up_misses', key: { at: 1 }, expireAfterSeconds: DAY_SECONDS }]

/**
 * Asks what a flow wants to know, at the address that its file names and nowhere else (SECURITY P11). A record that was asked about in vain too often
 * today is not asked about any more, by whichever call (P5).
 */
export const askLookUp = async (
  { platform }: Pick<CallDeps, 'platform'>,
  set: FlowSet,
  act: Extract<FlowAct, { type: 'look-up' }>,
): Promise<FlowEvent> => {
  const failed = { type: 'looked-up', outcome: 'failed', values: {} } as const
  const desk = platform.publicUrl()
  const request = lookupRequest(set, act.name, act.arguments, desk)
  if (!request) return failed
  const misses = platform.connection.collection<{ _id: string; count: number; at: Date }>('look_up_misses')
  const day = new Date(platform.clock.now()).toISOString().slice(0, 10)
  const record = `${day} ${act.name} ${keyedId(platform.keyFor('look-up'), request.record)}`
  const before = await misses.findOne({ _id: record })
  if ((before?.count ?? 0) >= request.missesPerDay) return failed

  const isOwn = request.url.startsWith(`${desk}/`)
  const { hostname, port, protocol } = new URL(desk)
  const privateHosts = isOwn ? [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`] : platform.privateHosts
  const guardedFetch = createGuardedFetch({ privateHosts, timeoutMs: request.timeoutMs, maxBytes: MOST_BYTES })
  try {
    const { status, body } = await guardedFetch(request.url, { allowHttp: isOwn, headers: { accept: 'application/json' } })
    const answer = readLookup(set, act.name, { status, body: body.toString('utf8') })
    if (answer.type === 'looked-up' && answer.outcome === 'missing')
      await misses.updateOne(
        { _id: record },
        { $inc: { count: 1 }, $setOnInsert: { at: new Date(platform.clock.now()) } },
        { upsert: true },
      )
    return answer
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    platform.log.warn({ code: error.code, lookUp: act.name }, 'a look-up of a phone menu failed')
    return failed
  }
}
