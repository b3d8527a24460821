import { type Actor, allow } from '../../staff/index.ts'
import type { CallDeps } from '../deps.ts'
import type { SoftphoneAccess } from '../wire.ts'
import { identityOf } from './dial-in.ts'

/** What the actor's browser signs in to the carrier with, as nobody else (SECURITY P4). Throws forbidden. */
export const softphoneAccess =
  ({ control }: Pick<CallDeps, 'control'>) =>
  async (actor: Actor): Promise<SoftphoneAccess> => {
    allow(actor, 'call.answer')
    const identity = identityOf(actor.id)
    const { expiresAt, ...access } = control.softphoneToken(identity)
    return { ...access, identity, expiresAt: expiresAt.toISOString() }
  }
