import { AppError } from '../../platform/errors.ts'
import { system, type VisitorActor } from '../../staff/index.ts'
import type { ChatDeps } from './deps.ts'
import type { LeaveAddress } from './wire.ts'

const PER_SESSION = 5

/**
 * Keeps an address the visitor typed: a suggestion for the agent, no identity (SECURITY I1, G6). Throws conflict when the site has proved who
 * this is, rate-limited for the sixth in a session.
 */
export const leaveAddress =
  ({ visitors, noteTyped }: ChatDeps) =>
  async (actor: VisitorActor, { email }: LeaveAddress): Promise<object> => {
    const visitor = await visitors.live(actor)
    if (visitor.verified) throw new AppError('identity-verified', 'conflict', 'The site has already told us who you are.')
    const address = email.toLowerCase()
    if (visitor.typed.some((one) => one.address === address)) return {}
    if (!(await visitors.addTyped(visitor._id, visitor.session.id, address, PER_SESSION)))
      throw new AppError('too-many-addresses', 'rate-limited', 'That was one address too many for this chat.')
    // Before the first message is filed there is no customer to suggest it to: then `react.ts` does it. It writes the customer and then reads the
    // addresses, here it is the other way round: one of the two sees both.
    const { customerId } = (await visitors.live(actor)).session
    if (customerId) await noteTyped(system('chat'), { customerId, channel: 'email', address })
    return {}
  }
