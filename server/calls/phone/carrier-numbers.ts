import { type Actor, allow } from '../../staff/index.ts'
import type { CallDeps } from '../deps.ts'
import type { CarrierNumber } from '../wire.ts'

/** The numbers of the carrier's account that could be added: those that are not ours yet, or no more. Throws forbidden, unavailable and invalid as the carrier says. */
export const listCarrierNumbers =
  ({ control, numbers }: Pick<CallDeps, 'control' | 'numbers'>) =>
  async (actor: Actor): Promise<CarrierNumber[]> => {
    allow(actor, 'number.manage')
    const there = await control.numbers()
    return there.filter(({ number }) => !numbers.byNumber(number)).sort((a, b) => (a.number < b.number ? -1 : 1))
  }
