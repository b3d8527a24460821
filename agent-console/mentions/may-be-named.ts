import type { Queue } from '../../server/queues/wire.ts'
import type { Member } from '../../server/staff/wire.ts'

/** Pure: whom a note in a case of this queue can name. The desk tells nobody else, so nobody else is proposed. */
export const mayBeNamed = (
  members: readonly Member[],
  { restrictedTo }: Pick<Queue, 'restrictedTo'> = { restrictedTo: [] },
  meId: string,
): Member[] =>
  members.filter(
    ({ id, role, teams, isDisabled }) =>
      id !== meId &&
      !isDisabled &&
      role !== 'marketing' &&
      (restrictedTo.length === 0 || role === 'admin' || teams.some((one) => restrictedTo.includes(one))),
  )
