import type { Router } from 'express'
import { createMailReader } from '../../platform/mail/mail-reader.ts'
import type { Platform } from '../../platform/room.ts'
import type { ForgetOutside } from '../erase-outside.ts'
import { createOutsideServer } from './outside-server.ts'
import { createMailboxRouter } from './routes.ts'
import { createMailStore } from './store.ts'
import { createWriteMail, type DeskDoor } from './write-mail.ts'

export { sandboxMailboxIndexes } from './store.ts'

export interface SandboxMailbox {
  /** Its paths begin with `/sandbox/mailbox`: mount it at the root, behind the check of the Host. */
  router: Router
  /** What the email channel sends to; known once started. */
  transportUrl(): string
  /** Whether a mail of the desk arrived, for `lookup` of the email channel. */
  lookup(messageId: string): Promise<boolean>
  forget: ForgetOutside
  start(signal: AbortSignal): Promise<void>
  stop(): Promise<void>
}

/** Stands in for everyone's mail outside: a mail server on loopback, and a page to read and write as any of them (DESIGN section 8). */
export const createSandboxMailbox = ({
  platform,
  smtpDoor,
  mailboxes,
}: {
  platform: Pick<Platform, 'connection' | 'clock' | 'limit' | 'log'>
  /** Where the desk takes mail in; the port is asked when a mail is written, so it may be known later. */
  smtpDoor: { host: string; port: () => number }
  mailboxes: readonly string[]
}): SandboxMailbox => {
  const door = (): DeskDoor => ({ host: smtpDoor.host, port: smtpDoor.port(), mailboxes })
  const store = createMailStore(platform.connection)
  const reader = createMailReader({ resolver: null })
  const server = createOutsideServer({ platform, store, reader })
  let port = 0
  const stop = async (): Promise<void> => {
    await server.stop()
    await reader.stop()
  }
  return {
    router: createMailboxRouter({ store, door, limit: platform.limit, write: createWriteMail({ platform, store, door }) }),
    transportUrl: () => `smtp://127.0.0.1:${port}`,
    lookup: store.has,
    forget: store.forget,
    start: async (signal) => {
      port = await server.start()
      signal.addEventListener('abort', () => void stop(), { once: true })
    },
    stop,
  }
}
