import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { type Actor, allow } from '../staff/index.ts'
import { createAuthenticate } from './authenticate.ts'
import { clearCookie } from './cookie.ts'
import type { SignInDeps } from './deps.ts'
import { type Door, meOf } from './enter.ts'
import { createFirstAdmin } from './first-admin.ts'
import { forgotten } from './forgotten.ts'
import { givePasswordLink } from './give-password-link.ts'
import { acceptInvitation, invite } from './invite.ts'
import type { KeyRing } from './key-ring.ts'
import { type KeyWish, listApiKeys, makeApiKey, revokeApiKey } from './manage-api-keys.ts'
import { createPagePass } from './page-pass.ts'
import { endSession, refresh } from './refresh.ts'
import { renewPassword } from './renew-password.ts'
import { setPassword } from './set-password.ts'
import { linkUrl, lookAtLink, makeSignInLink, signInWithLink } from './sign-in-link.ts'
import { signInWithPassword } from './sign-in-with-password.ts'
import type { MadeApiKey, Me, OpenInvitation, Session } from './wire.ts'

/** Throws forbidden. */
const person = (actor: Actor): string => {
  if (actor.type !== 'staff') throw new AppError('not-allowed', 'forbidden', 'Only a person can do this.')
  return actor.id
}

/** What other rooms may ask of this one, and what its routes do. */
export const createFace = (given: SignInDeps & { keys: KeyRing }) => {
  const { authenticate, authenticateSocket, familyOf, signVisitor, verifyVisitor } = createAuthenticate(given)
  const { firstAdminToken, makeFirstAdmin } = createFirstAdmin(given)
  const make = makeApiKey(given)
  const pages = createPagePass(given)
  return {
    authenticate,
    authenticateSocket,
    /** Whose key this is. Throws unauthenticated. */
    authenticateKey: given.keys.authenticate,
    signVisitor,
    verifyVisitor,
    /** Is told whose sockets must be cut: rights changed, or a sign-in ended (SECURITY W8). */
    onCut: (listener: (userId: string) => void): void => given.staff.onAccessChanged(listener),
    makeSignInLink: makeSignInLink(given),
    firstAdminToken,
    /** What the terminal shows for `firstAdminToken`. */
    firstAdminLink: (token: string): string => linkUrl(given, 'first-admin', token),
    makeApiKey: (actor: Actor, wish: Omit<KeyWish, 'commandId'> & { commandId?: string }): Promise<MadeApiKey> =>
      make(actor, { ...wish, commandId: wish.commandId ?? newId() }),
    listApiKeys: listApiKeys(given),
    revokeApiKey: revokeApiKey(given),
    invite: invite(given),
    /** Throws forbidden. */
    openInvitations: async (actor: Actor): Promise<OpenInvitation[]> => {
      allow(actor, 'staff.manage')
      return (await given.linkMails.openInvitations()).map(({ at, ...one }) => ({ ...one, at: at.toISOString() }))
    },
    givePasswordLink: givePasswordLink(given),

    publicUrl: given.platform.publicUrl,
    signInWithPassword: signInWithPassword(given),
    signInWithLink: signInWithLink(given),
    forgotten: forgotten(given),
    lookAtLink: lookAtLink(given),
    renewPassword: renewPassword(given),
    makeFirstAdmin,
    acceptInvitation: acceptInvitation(given),
    refresh: refresh(given),
    /** Ends the sign-in that the request's token belongs to. Throws forbidden (keys). */
    signOut: async (actor: Actor, { request, response }: Door): Promise<void> => {
      await endSession(given, { userId: person(actor), family: await familyOf(request), why: 'signed-out' })
      for (const kind of ['refresh', 'page'] as const) clearCookie(kind, response, given.platform.publicUrl())
    },
    /** Lets the browser of who is signed in open the pages that stand behind `readPagePass`. Throws forbidden (keys). */
    givePagePass: async (actor: Actor, door: Door): Promise<void> =>
      pages.give(door.response, { userId: person(actor), family: await familyOf(door.request) }),
    readPagePass: pages.read,
    /** Throws forbidden (keys). */
    me: async (actor: Actor): Promise<Me> => {
      allow(actor, 'me.read')
      return meOf(given, person(actor))
    },
    setPassword: async (
      actor: Actor,
      door: Door,
      input: { current?: string | undefined; password: string; commandId: string },
    ): Promise<Session> => setPassword(given)(door, { ...input, userId: person(actor), family: await familyOf(door.request) }),
  }
}
export type SignInFace = ReturnType<typeof createFace>
