import type { CallState } from '../call.ts'
import type { CallChange } from '../entries.ts'

type Of<T extends CallChange['type']> = Extract<CallChange, { type: T }>

export const asked = (call: CallState, { queueId, expiresAt }: Of<'call.callback-asked'>): CallState => ({
  ...call,
  callback: { state: 'waiting', attempts: 0, dueAt: null, expiresAt: new Date(expiresAt) },
  outcome: 'callback',
  queueId,
})

/** A call that somebody arranged: it waits for somebody from its hour on, and nobody is on the line. */
export const arranged = (call: CallState, change: Of<'call.callback-arranged'>, { at, by }: { at: Date; by: string }): CallState => {
  const { type: _, dueAt, expiresAt, forAgentId, ...facts } = change
  const hour = new Date(dueAt)
  return {
    ...call,
    ...facts,
    isLive: true,
    phase: 'waiting',
    direction: 'out',
    outcome: 'callback',
    startedAt: at,
    waitingSince: at,
    callback: { state: 'waiting', attempts: 0, dueAt: hour, expiresAt: new Date(expiresAt), arranged: { by, at: hour, forAgentId } },
  }
}

export const movedTo = (call: CallState, change: Of<'call.callback-moved'>): CallState => {
  const { callback } = call
  if (!callback) return call
  const dueAt = new Date(change.dueAt)
  const arranged = callback.arranged && { arranged: { ...callback.arranged, at: dueAt } }
  return { ...call, workId: null, callback: { ...callback, dueAt, heldFor: null, expiresAt: new Date(change.expiresAt), ...arranged } }
}

type Callback = NonNullable<CallState['callback']>

export const cancelled = (callback: Callback, { dueAt }: Of<'call.callback-cancelled'>): Callback => {
  const over = { ...callback, state: 'cancelled' as const, dueAt: null }
  return dueAt === undefined ? over : { ...over, dueBefore: dueAt === null ? null : new Date(dueAt) }
}

/** As it was before it was cancelled; the work it was is over. */
export const restored = (call: CallState, { dueAt }: Of<'call.callback-restored'>, at: Date): CallState => {
  if (!call.callback) return call
  const { dueBefore: _, ...callback } = call.callback
  return {
    ...call,
    isLive: true,
    phase: 'waiting',
    waitingSince: at,
    endedAt: null,
    agentId: null,
    workId: null,
    callback: { ...callback, state: 'waiting', dueAt: new Date(dueAt), heldFor: null },
  }
}

export const missed = (call: CallState, { nextAt }: Of<'call.callback-missed'>): CallState => {
  if (!call.callback) return call
  const attempts = call.callback.attempts + 1
  return {
    ...call,
    callback: { ...call.callback, state: nextAt ? 'waiting' : 'expired', attempts, dueAt: nextAt ? new Date(nextAt) : null },
  }
}
