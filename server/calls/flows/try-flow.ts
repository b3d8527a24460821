import { rootsOf } from '../../ivr/index.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { Numbers } from '../phone/numbers.ts'
import type { Flows } from './flows.ts'
import type { Trials } from './trials.ts'

/**
 * Lets the next call from a number begin with a draft, once, within a quarter of an hour. It is a call like any other: whom it asks for is rung. Throws
 * forbidden, not-found, invalid (the draft cannot run), conflict (no number of ours leads to this menu).
 */
export const tryFlow =
  ({ flows, numbers, trials }: { flows: Flows; numbers: Numbers; trials: Trials }) =>
  async (actor: Actor, { name, text, from }: { name: string; text: string; from: string }): Promise<{ number: string; until: string }> => {
    allow(actor, 'flow.manage')
    if (flows.textOf(name) === undefined) throw notFound('flow')
    const set = await flows.keepAttempt(name, text)
    if (!set) throw new AppError('flow-faults', 'invalid', 'This draft cannot run yet: mend its faults first.')
    const roots = rootsOf(set, name)
    const ours = numbers.all().find((one) => one.isActive && roots.includes(one.flow))
    if (!ours) throw new AppError('no-number', 'conflict', 'No number of ours leads to this menu.')
    const until = await trials.set({ ours: ours.number, from, version: set.version, by: actor.id })
    return { number: ours.number, until: until.toISOString() }
  }
