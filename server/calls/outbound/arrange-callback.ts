import { interactionOf } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import { idFrom } from '../../platform/ids.ts'
import { type Actor, allow } from '../../staff/index.ts'
import { threadKeyOf } from '../arrive.ts'
import type { CallState } from '../call.ts'
import { newContents } from '../contents.ts'
import { type CallDeps, phone } from '../deps.ts'
import type { CallChange } from '../entries.ts'
import type { CallingHours } from '../wire.ts'
import { claimArranged, EXPIRES_MS } from './callback.ts'
import { refusalOf } from './outbound.ts'

/** Who looks at the clock while they choose is not too late. */
const LATE_MS = 60_000
const FURTHEST_MS = 90 * 86_400_000

type Hours = Pick<Extract<CallChange, { type: 'call.callback-arranged' }>, 'dueAt' | 'expiresAt'>

/** An hour to call at, through the one gate (SECURITY P1) as far as it can be known now. Throws invalid, and what the gate says against that hour. */
export const hoursAt = async (
  { platform, outbound }: Pick<CallDeps, 'platform' | 'outbound'>,
  to: string,
  typed: string,
): Promise<Hours> => {
  const now = platform.clock.now()
  const at = Date.parse(typed)
  if (at < now - LATE_MS) throw new AppError('hour-past', 'invalid', 'That hour is over. Choose one to come.')
  if (at > now + FURTHEST_MS) throw new AppError('hour-too-far', 'invalid', 'Choose an hour within the next 90 days.')
  const verdict = await outbound.look(to, phone.id, true, Math.max(at, now))
  if (!verdict.isAllowed) throw refusalOf(verdict)
  return { dueAt: new Date(at).toISOString(), expiresAt: new Date(at + EXPIRES_MS).toISOString() }
}

/** When whoever has a number may be called, for a form in which an hour is chosen. Throws forbidden. */
export const readCallingHours =
  ({ outbound }: Pick<CallDeps, 'outbound'>) =>
  async (actor: Actor, { number }: { number: string }): Promise<CallingHours> => {
    allow(actor, 'call.start')
    return outbound.hoursFor(number)
  }

/**
 * Somebody of the staff arranges to call at an hour. It is a call from then on, which waits: what carries the callbacks that customers ask for carries
 * it on, from its hour. Throws forbidden, not-found (case), invalid and rate-limited by the gate's rules, conflict (a call to that number is arranged
 * already, or two callbacks wait for it).
 */
export const arrangeCallback =
  (deps: CallDeps) =>
  async (
    actor: Actor,
    {
      number: typed,
      caseId,
      at,
      who,
      note,
      commandId,
    }: { number: string; caseId?: string | undefined; at: string; who: 'me' | 'anyone'; note: string; commandId: string },
  ): Promise<CallState> => {
    allow(actor, 'call.start')
    const { cases, customers, queues, numbers, settings, outbound, contents, control, keeper, ledger } = deps
    const callId = `call_${idFrom('arranged', actor.id, commandId)}`
    const before = await ledger.load(callId)
    if (before.seq > 0) return before
    const current = caseId === undefined ? null : await cases.getState(actor, caseId)
    const hours = await hoursAt(deps, typed, at)
    const { number } = await outbound.hoursFor(typed)
    const ownNumber = numbers.all().find((one) => one.isActive)?.number ?? ''
    const queueId = current?.queueId ?? queues.queueFor(ownNumber).id
    const ourNumber = settings.ofQueue('callerId', queueId) ?? ownNumber
    if (ourNumber === '') throw new AppError('no-number', 'conflict', 'This desk has no phone number to call from.')
    await claimArranged(deps, { callId, number, queueId, expiresAt: new Date(hours.expiresAt) })
    const found = await customers.ownersOf(phone, number)
    const name = found.length === 1 ? (found[0]?.name ?? '') : ''
    const caller = { isKnown: found.length === 1, number, hasOpenCase: false, segment: null }
    await contents.add({ ...newContents(callId, { address: number, name }, caller), callbackNote: note })
    return keeper.inTurn(callId, async () =>
      keeper.settle(
        await ledger.settle(callId, 'arranged', actor.id, (now) =>
          now.seq > 0
            ? null
            : {
                type: 'call.callback-arranged',
                carrier: control.kind,
                ourNumber,
                interactionId: interactionOf(threadKeyOf(callId)),
                caseId: current?.id ?? null,
                queueId,
                confidence: found.length === 1 ? 'exact' : found.length > 1 ? 'shared' : 'unknown',
                terms: { flow: '', isRecorded: false },
                // Its hour was promised: it goes before who has no hour.
                priority: 'high',
                forAgentId: who === 'me' ? actor.id : null,
                ...hours,
              },
        ),
      ),
    )
  }
