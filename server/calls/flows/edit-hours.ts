import { HOURS_NAME } from '../../calendars/index.ts'
import { AppError } from '../../platform/errors.ts'
import { isZone } from '../../platform/zoned-time.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { ConsoleHours, HoursState } from './console-hours.ts'
import type { Flows } from './flows.ts'
import { faultKey, isError } from './judge.ts'
import type { WrittenHours } from './wire.ts'

interface Command {
  name: string
  commandId: string
}

const noHours = (): AppError => new AppError('hours-not-found', 'not-found', 'There are no such opening hours.')
const needZone = ({ zone }: WrittenHours): void => {
  if (!isZone(zone))
    throw new AppError('no-such-zone', 'invalid', 'There is no such time zone. It is to be one such as Europe/Berlin.', {
      details: [{ path: 'zone', message: 'There is no such time zone.' }],
    })
}
const needVersion = ({ seq }: HoursState, over: number): void => {
  if (seq !== over)
    throw new AppError(
      'hours-changed',
      'conflict',
      'Somebody changed these hours since you looked. Look at them as they are now, and change them once more.',
    )
}

/** Verbs of opening hours. What is set counts at once, also for calls that are in a menu, and goes before the installation's file. */
export const createHoursEditing = ({ flows, consoleHours }: { flows: Flows; consoleHours: ConsoleHours }) => {
  const set = async (actor: Actor, { name, commandId }: Command, verb: string, over: number, written: WrittenHours): Promise<void> => {
    needZone(written)
    await consoleHours.ledger.commit(name, `${actor.id}:${verb}:${commandId}`, actor.id, (now) => {
      needVersion(now, over)
      return { type: 'hours.set', ...written }
    })
    await flows.refresh()
  }
  const isDone = async (actor: Actor, { name, commandId }: Command, verb: string): Promise<boolean> =>
    (await consoleHours.ledger.entry(name, `${actor.id}:${verb}:${commandId}`)) !== null
  return {
    /** Throws forbidden, invalid (name, zone), conflict (there are hours of this name). */
    addHours: async (actor: Actor, { name, commandId, ...written }: Command & WrittenHours): Promise<void> => {
      allow(actor, 'hours.manage')
      if (!HOURS_NAME.test(name))
        throw new AppError('hours-name', 'invalid', 'The name has small letters, digits and hyphens only, and begins with a letter.', {
          details: [{ path: 'name', message: 'Small letters, digits and hyphens, a letter first.' }],
        })
      if (flows.hasHours(name) && !(await isDone(actor, { name, commandId }, 'add')))
        throw new AppError('hours-exist', 'conflict', `There are hours called ${name} already. Choose another name.`)
      await set(actor, { name, commandId }, 'add', consoleHours.of(name).seq, written)
    },
    /** Throws forbidden, not-found, invalid (zone), conflict (somebody changed them since `over`). */
    setHours: async (actor: Actor, { name, commandId, over, ...written }: Command & WrittenHours & { over: number }): Promise<void> => {
      allow(actor, 'hours.manage')
      if (!flows.hasHours(name)) throw noHours()
      await set(actor, { name, commandId }, 'set', over, written)
    },
    /**
     * Gives hours back to the installation's file; where it has none of this name, they are gone. Throws forbidden, not-found, conflict (somebody
     * changed them since `over`, or a menu asks for what would be gone).
     */
    dropHours: async (actor: Actor, { name, commandId, over }: Command & { over: number }): Promise<void> => {
      allow(actor, 'hours.manage')
      if (!(await isDone(actor, { name, commandId }, 'drop'))) {
        if (consoleHours.of(name).written === null) throw noHours()
        const before = new Set(flows.faults().filter(isError).map(faultKey))
        const asks = flows.faultsWithoutSet(name).find((one) => isError(one) && !before.has(faultKey(one)))
        if (asks)
          throw new AppError(
            'hours-in-use',
            'conflict',
            `A phone menu asks for these hours: ${asks.file}, line ${asks.line}. Change it first.`,
          )
      }
      await consoleHours.ledger.commit(name, `${actor.id}:drop:${commandId}`, actor.id, (now) => {
        needVersion(now, over)
        return { type: 'hours.dropped' }
      })
      await flows.refresh()
    },
  }
}
