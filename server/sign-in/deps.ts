import type { Collection } from 'mongoose'
import type { Platform } from '../platform/room.ts'
import type { Staff } from '../staff/index.ts'
import type { Hashing } from './hashing.ts'
import type { LinkMails } from './link-mails.ts'
import type { Links } from './links.ts'
import type { Sessions } from './sessions.ts'
import type { createTokens, staffClaims, visitorClaims } from './tokens.ts'

/** Sends one plain mail in the desk's name. Throws unavailable when it may go out later, and invalid, with the reason, when it never will. */
export type SendMail = (mail: { to: string; subject: string; text: string }) => Promise<void>

/** What the verbs of this room are made with. */
export interface SignInDeps {
  platform: Platform
  staff: Staff
  sandbox: 'on' | 'off' | 'exposed'
  dataDir: string
  sendMail: SendMail | undefined
  hashing: Hashing
  sessions: Sessions
  links: Links
  linkMails: LinkMails
  tokens: ReturnType<typeof createTokens<typeof staffClaims>>
  pageTokens: ReturnType<typeof createTokens<typeof staffClaims>>
  visitorTokens: ReturnType<typeof createTokens<typeof visitorClaims>>
  passwords: Collection<{ _id: string; hash: string; setAt: Date }>
}
