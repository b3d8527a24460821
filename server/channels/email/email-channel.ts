import { promises as dns } from 'node:dns'
import type { Channel, Intake, OutboundMessage } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import { strictAddress } from '../../platform/mail/address.ts'
import { createMailReader, type Resolver } from '../../platform/mail/mail-reader.ts'
import { type PartHealth, rememberOutcome } from '../../platform/part-health.ts'
import type { Platform } from '../../platform/room.ts'
import { createAddresses } from './addresses.ts'
import { createAutomaticMail } from './automatic-mail.ts'
import { checkEmail, isOpenLine, OPEN_LINE } from './check-email.ts'
import { sendableAddress, senderOf } from './compose.ts'
import type { DoorLimits } from './limits.ts'
import { isLoopback } from './loopback.ts'
import { createReceiveMail } from './receive-mail.ts'
import { createSendDeskMail, type DeskMail } from './send-desk-mail.ts'
import { createSendMail } from './send-mail.ts'
import { createSmtpDoor } from './smtp-door.ts'
import { createTokens, keyOfMessageId } from './tokens.ts'
import { openTransport, readMailServer, type Transport } from './transport.ts'

export interface EmailOptions {
  platform: Pick<Platform, 'files' | 'clock' | 'log' | 'keyFor' | 'connection'>
  mailboxes: readonly string[]
  /** Where the door opens (port 0: any), and the mail server we send by. */
  smtp: { host: string; port: number; url: string | undefined }
  /** A sub-domain of its own for reply and bounce addresses (SECURITY E12). Without it answers thread by Message-ID alone. */
  replyDomain: string | undefined
  /** The stand-in for the outside world; known once it listens. Mail that comes by the door is then not looked up in the DNS. */
  transportUrl?: string | (() => string) | undefined
  /** Whether a mail of this Message-ID arrived, when that can be known. */
  lookup?: ((messageId: string) => Promise<boolean>) | undefined
  /** When the case of a thread was closed; null while it is open, or when there is none. */
  closedAt(threadKey: string): Promise<Date | null>
  resolver?: Resolver | undefined
  limits: DoorLimits
}

/** Mail in by our own SMTP door, out by nodemailer. */
export const createEmailChannel = (options: EmailOptions) => {
  const { platform, smtp, mailboxes, replyDomain, transportUrl, lookup } = options
  const tokens = createTokens(platform.keyFor)
  const addresses = createAddresses({ mailboxes, replyDomain, tokens })
  const reader = createMailReader({ resolver: options.resolver ?? (transportUrl ? null : systemResolver()) })
  const door = createSmtpDoor({
    platform,
    host: smtp.host,
    port: smtp.port,
    name: addresses.idDomain,
    addresses,
    limits: options.limits,
    receive: createReceiveMail({ platform, reader, addresses, closedAt: options.closedAt }),
  })
  let opened: Transport | null = null
  const serverUrl = () => smtp.url ?? (typeof transportUrl === 'function' ? transportUrl() : transportUrl)
  const transport = (): Transport => {
    const url = serverUrl()
    if (!url) throw new AppError('no-mail-server', 'invalid', 'Not sent: the desk has no mail server to send by. Set SMTP_URL.')
    opened ??= openTransport(readMailServer(url))
    return opened
  }
  const send = createSendMail({ platform, addresses, tokens, automatic: createAutomaticMail(platform), transport })
  const outgoing = rememberOutcome(
    {
      unasked: 'no mail was sent since the start',
      ok: 'the mail server answers',
      fault: 'the mail server did not answer or not take the last mail: mail waits and is tried again',
    },
    // A mail that nobody will ever take says nothing of the server.
    (error) => !(error instanceof AppError) || error.kind === 'unavailable',
  )
  const outgoingId = ({ message }: OutboundMessage) => tokens.messageId(message.id, addresses.idDomain)
  let port = 0
  const sendDeskMail = createSendDeskMail({ platform, addresses, transport })
  const doorHealth = (): PartHealth => {
    if (mailboxes.length === 0) return { ok: true, detail: 'off: no mailbox is set up (MAILBOXES)' }
    return port > 0 ? { ok: true, detail: `takes mail on port ${port}` } : { ok: false, detail: 'closed' }
  }
  const outgoingHealth = (): PartHealth =>
    serverUrl() ? outgoing.health() : { ok: true, detail: 'off: no mail server is set up (SMTP_URL)' }
  const stop = async (): Promise<void> => {
    port = 0
    await door.stop()
    await reader.stop()
    opened?.close()
    opened = null
  }

  const channel: Channel & {
    /** Of the open door; 0 while there is none. */
    readonly port: number
    /** Mail in. */
    doorHealth(): PartHealth
    /** Mail out, as the last try ended. */
    outgoingHealth(): PartHealth
    /** A mail of the desk itself, to one of its people. Throws invalid, unavailable. */
    sendDeskMail(mail: DeskMail): Promise<void>
    stop(): Promise<void>
  } = {
    kind: 'email',
    label: 'Email',
    normalise: (address) => {
      const strict = strictAddress(address.trim())
      if (!strict) throw new AppError('mail-address', 'invalid', `${address.slice(0, 100)} is no mail address.`)
      return strict
    },
    capabilities: {
      maxLength: 0,
      attachments: true,
      richText: false,
      typing: false,
      receipts: false,
      live: false,
      dedupe: lookup ? 'lookup' : 'none',
    },
    sendable: () => {
      if (!serverUrl())
        return {
          sendable: 'blocked',
          why: 'Mail cannot be answered: this desk has no mail server to send by. Whoever runs it sets SMTP_URL.',
        }
      if (mailboxes.length === 0)
        return { sendable: 'blocked', why: 'Mail cannot be answered: this desk has no mailbox of its own. Whoever runs it sets MAILBOXES.' }
      return 'free'
    },
    begin: ({ messageId, to, ours }) => {
      sendableAddress(to)
      return {
        threadKey: keyOfMessageId(tokens.messageId(messageId, addresses.idDomain)),
        account: mailboxes.find((one) => ours.includes(one)) ?? senderOf(addresses),
      }
    },
    check: () => checkEmail({ mailboxes, replyDomain, url: smtp.url, isSandbox: Boolean(transportUrl), transport }),
    start: async (intake: Intake, signal: AbortSignal) => {
      if (smtp.url) {
        // What can never be read is no server that is away.
        const line = transport()
        await refuseOpenLine(() => outgoing.hear(line.verify()), platform.log)
      }
      // A desk without mailboxes has no door for mail (SECURITY R1: a channel without a provider is off).
      if (mailboxes.length > 0) port = await door.start(intake)
      signal.addEventListener('abort', () => void stop(), { once: true })
      if (port > 0 && !isLoopback(smtp.host)) platform.log.info({ host: smtp.host, port }, 'the mail door is open to the network')
    },
    send: (outbound) => outgoing.hear(send(outbound)),
    sendDeskMail: (mail) => outgoing.hear(sendDeskMail(mail)),
    doorHealth,
    outgoingHealth,
    health: () => [doorHealth(), outgoingHealth()].find((one) => !one.ok) ?? { ok: true, detail: 'open' },
    ...(lookup ? { lookup: async (outbound) => ((await lookup(outgoingId(outbound))) ? { externalId: outgoingId(outbound) } : null) } : {}),
    keysFor: (outbound) => [tokens.threadKeyOf(outbound.threadKey), keyOfMessageId(outgoingId(outbound))],
    get port() {
      return port
    },
    stop,
  }
  return channel
}

export type EmailChannel = ReturnType<typeof createEmailChannel>

/** A server that offers no TLS is a reason not to start (SECURITY E11); one that is away is not: mail waits. */
const refuseOpenLine = async (verify: () => Promise<unknown>, log: Platform['log']): Promise<void> => {
  try {
    await verify()
  } catch (error) {
    if (isOpenLine(error)) throw new AppError('smtp-tls', 'invalid', OPEN_LINE, { cause: error })
    log.warn({ err: error }, 'the mail server did not answer; mail waits until it does')
  }
}

const systemResolver = (): Resolver => {
  const resolver = new dns.Resolver({ timeout: 2_000, tries: 2 })
  return (domain, type) => resolver.resolve(domain, type) as Promise<string[][]>
}
