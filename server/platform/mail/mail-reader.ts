import { AppError } from '../errors.ts'
import { mailLimits } from './limits.ts'
import type { ParsedMail } from './parse-mail.ts'
import { startMailWorker } from './start-mail-worker.ts'
import { createLane } from './worker-lane.ts'

/** Looks a name up in the DNS. Errors carry `code`: ENOTFOUND, ENODATA, or anything else for a passing failure. */
export type Resolver = (domain: string, type: string) => Promise<string[][] | string[]>

/** Who handed a mail in, as the SMTP session knows. */
export interface Sender {
  ip: string
  helo: string
  /** MAIL FROM; empty for the null sender. */
  sender: string
  /** The name under which we receive. */
  mta: string
}

export interface Authentication {
  spf: string
  dkim: string
  dmarc: string
  /** The From addresses that were judged. */
  from: string[]
  /** By SPF, or by a signature over the sender and the whole body, as strictly as the domain's policy asks. */
  isAligned: boolean
}

export interface MailReader {
  /** Never throws for what a mail holds: `fault` says in a few words why it could not be read. `load` is called when its turn comes. */
  parse(load: () => Promise<Buffer>): Promise<{ mail: ParsedMail } | { fault: string }>
  /** Null when it could not be judged in time. */
  authenticate(raw: Buffer, sender: Sender): Promise<Authentication | null>
  stop(): Promise<void>
}

/** Reads mail in workers, one mail at a time, within the limits of SECURITY E8. Without a resolver nobody is authenticated. */
export const createMailReader = ({ resolver }: { resolver: Resolver | null }): MailReader => {
  const parsing = createLane<Uint8Array, ParsedMail>({
    start: () => startMailWorker('./parse-worker'),
    timeoutMs: mailLimits.parseMs,
    concurrency: 1,
  })
  const authenticating = createLane<{ raw: Uint8Array; sender: Sender }, Authentication>({
    start: () => startMailWorker('./authenticate-worker'),
    timeoutMs: mailLimits.authenticateMs,
    concurrency: 8,
    answer: (question) => {
      const { domain, type } = question as { domain: string; type: string }
      return resolver ? resolver(domain, type) : Promise.reject(Object.assign(new Error('no resolver'), { code: 'ENOTFOUND' }))
    },
  })
  let turn: Promise<unknown> = Promise.resolve()
  return {
    parse: (load) => {
      const mine = turn.then(async () => {
        const raw = await load()
        try {
          return { mail: await parsing.run(raw) }
        } catch (error) {
          if (error instanceof AppError && (error.code === 'mail-fault' || error.code === 'worker-lost')) return { fault: error.message }
          throw error
        }
      })
      turn = mine.catch(() => undefined)
      return mine
    },
    authenticate: async (raw, sender) => {
      if (!resolver) return null
      for (let attempt = 0; attempt < 2; attempt++) {
        try {
          return await authenticating.run({ raw, sender })
        } catch (error) {
          // Another mail may have taken the worker down with it; a second loss is this mail's own.
          if (!(error instanceof AppError && error.code === 'worker-lost')) return null
        }
      }
      return null
    },
    stop: async () => {
      await Promise.all([parsing.stop(), authenticating.stop()])
    },
  }
}
