import { AppError, notFound } from '../platform/errors.ts'
import { askDesk } from '../platform/operator-door.ts'
import type { Platform, RoomParts } from '../platform/room.ts'
import { type Actor, type Staff, system } from '../staff/index.ts'
import type { SendMail, SignInDeps } from './deps.ts'
import { createFace, type SignInFace } from './face.ts'
import { createHashing } from './hashing.ts'
import { createKeyRing } from './key-ring.ts'
import { createLinkMails, linkMailIndexes } from './link-mails.ts'
import { createLinks, linkIndexes } from './links.ts'
import { accessRoutes, adminRoutes } from './routes.ts'
import { createSessions, sessionIndexes } from './sessions.ts'
import { createTokens, staffClaims, visitorClaims } from './tokens.ts'

export type { ApiKeyChange } from './api-key.ts'
export type { SendMail } from './deps.ts'
export type { ApiKey, Invited, MadeApiKey, Me, Session } from './wire.ts'

export interface SignIn extends SignInFace {
  /** A new link for `npm run sign-in`. Throws not-found, forbidden. */
  linkForEmail(email: string): Promise<string>
  parts: RoomParts<Actor>
}

export interface SignInOptions {
  staff: Staff
  sandbox: 'on' | 'off' | 'exposed'
  /** Where the first admin's token lies. */
  dataDir: string
  /** Left out: links are shown to the admin who asks for them. */
  sendMail?: SendMail | undefined
}

const LINK_VERB = 'sign-in-link'

/** Asks the running desk for a link. Null when none runs on this folder. Throws what the desk answers. */
export const askDeskForLink = async (dataDir: string, email: string): Promise<string | null> =>
  (await askDesk<string>(dataDir, LINK_VERB, { email }))?.answer ?? null

/** Who comes in, and how they stay in. Throws when a signing key is too short. */
export const createSignIn = (platform: Platform, { staff, sandbox, dataDir, sendMail }: SignInOptions): SignIn => {
  const keys = createKeyRing({ platform, staff, sandbox })
  const links = createLinks(platform)
  const linkMails = createLinkMails({ platform, staff, sandbox, links, sendMail })
  const deps: SignInDeps = {
    platform,
    staff,
    sandbox,
    dataDir,
    sendMail,
    hashing: createHashing(),
    sessions: createSessions(platform),
    links,
    linkMails,
    tokens: createTokens(platform, { purpose: 'staff', claims: staffClaims }),
    pageTokens: createTokens(platform, { purpose: 'page', claims: staffClaims }),
    visitorTokens: createTokens(platform, { purpose: 'visitor', claims: visitorClaims }),
    passwords: platform.connection.collection('passwords'),
  }
  const face = createFace({ ...deps, keys })

  /** Persona links last a day, others 15 minutes (SECURITY W4). */
  const linkForEmail = async (email: string): Promise<string> => {
    const userId = staff.userIdByEmail(email)
    if (userId === undefined) throw notFound('user')
    return face.makeSignInLink(system('operator'), userId, { hours: staff.userState(userId)?.isDemo ? 24 : 0.25 })
  }

  platform.operator.answer(LINK_VERB, async ({ email }) => {
    if (typeof email !== 'string') throw new AppError('invalid-input', 'invalid', 'An address is needed.')
    return linkForEmail(email)
  })

  return {
    ...face,
    linkForEmail,
    parts: {
      routes: [...accessRoutes(face), ...adminRoutes(face)],
      indexes: [...sessionIndexes, ...linkIndexes, ...linkMailIndexes, { collection: 'api_keys', key: { updatedAt: 1 } }],
      start: async () => {
        await keys.load()
        platform.followOthers('sign-in/refresh-keys', keys.refresh)
        linkMails.start()
        await deps.hashing.warm()
      },
    },
  }
}
