import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type Actor, system } from '../staff/index.ts'
import { type CaseState, foldCase, startCase } from './case.ts'
import { changeOpenCase } from './change-case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'

const TIMER = 'cases/snooze'
const LONGEST_MS = 366 * 86_400_000

/** Puts a case to sleep until `until` (ISO 8601) or until the customer writes. Throws not-found, forbidden, conflict, invalid (past, over a year). */
export const snoozeCase =
  (deps: CaseDeps) =>
  async (actor: Actor, { until, ...command }: CaseCommand & { until: string }): Promise<CaseState> => {
    const at = Date.parse(until)
    const now = deps.clock.now()
    if (!(at > now) || at > now + LONGEST_MS) throw new AppError('snooze-until', 'invalid', 'Choose a time ahead, at most a year away.')
    const token = idFrom(command.caseId, command.commandId)
    const state = await changeOpenCase(deps, actor, 'case.status', command, () => ({
      type: 'case.snoozed',
      until: new Date(at).toISOString(),
      token,
    }))
    // A crash before this line leaves a snoozed case without an alarm: the reaction in react.ts sets it again.
    await setAlarm(deps, command.caseId, new Date(at), token)
    return state
  }

/** What a case was before it fell asleep, and the entry that put it there last. */
const beforeSleep = async ({ ledger }: CaseDeps, caseId: string) => {
  let state = startCase(caseId)
  let as: { status: 'new' | 'open' | 'waiting' } = { status: 'open' }
  let undoes = ''
  for (const entry of await ledger.entries(caseId)) {
    state = foldCase(state, entry)
    const { status } = state
    if (status === 'new' || status === 'open' || status === 'waiting') as = { status }
    if (entry.change.type === 'case.snoozed') undoes = entry.id
  }
  return { token: state.snoozeToken, as, undoes }
}

/** Takes a snooze back: the case waits for whom it waited for before. Throws not-found, forbidden, conflict (closed). */
export const unsnoozeCase =
  (deps: CaseDeps) =>
  async (actor: Actor, command: CaseCommand): Promise<CaseState> => {
    const before = await beforeSleep(deps, command.caseId)
    // Awake already, or asleep anew since: that is not what is taken back.
    return changeOpenCase(deps, actor, 'case.status', command, (now) =>
      now.status === 'snoozed' && now.snoozeToken === before.token ? { type: 'case.woken', why: 'person', ...before } : null,
    )
  }

export const setAlarm = ({ timers }: CaseDeps, caseId: string, dueAt: Date, token: string): Promise<void> =>
  timers.set({ name: TIMER, id: caseId, dueAt, token })

/** Wakes the case when its own alarm rings; an alarm of an earlier snooze is dropped. */
export const hearAlarms = (deps: CaseDeps): void =>
  deps.timers.on(TIMER, async ({ id, token }) => {
    await deps.ledger.commit(id, `woken:${token}`, system('snooze').id, (now) =>
      now.snoozeToken === token ? { type: 'case.woken', token, why: 'time' } : null,
    )
  })
