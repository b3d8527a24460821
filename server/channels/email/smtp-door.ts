import { Readable } from 'node:stream'
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Intake } from '../../hub/index.ts'
import { newId } from '../../platform/ids.ts'
import { listenFault } from '../../platform/listen-fault.ts'
import { rateLimiter } from '../../platform/rate-limit.ts'
import type { Platform } from '../../platform/room.ts'
import type { Addresses } from './addresses.ts'
import type { DoorLimits } from './limits.ts'
import { isLoopback } from './loopback.ts'
import type { Envelope } from './receive-mail.ts'

interface Deps {
  platform: Pick<Platform, 'files' | 'clock' | 'log'>
  host: string
  port: number
  /** How we greet. */
  name: string
  addresses: Addresses
  limits: DoorLimits
  receive(intake: Intake, envelope: Envelope): Promise<void>
}

type Answer = (error?: Error | null) => void
const refuse = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode })

/**
 * The door for mail (SECURITY E7): only for addresses of ours, within limits, refusing while the sender still listens and never afterwards. The raw
 * mail is stored, then read, then taken in durably, and only then acknowledged.
 */
export const createSmtpDoor = ({ platform, host, port, name, addresses, limits, receive }: Deps) => {
  const { files, clock, log } = platform
  const perMinute = rateLimiter({ name: 'smtp-mail', points: limits.mailsPerMinute, perSeconds: 60 })
  const perMinuteHere = rateLimiter({ name: 'smtp-mail-loopback', points: limits.mailsPerMinuteFromLoopback, perSeconds: 60 })
  const connected = new Map<string, number>()
  const refused = new WeakMap<SMTPServerSession, number>()
  let isStopping = false

  const doorsOf = ({ envelope }: SMTPServerSession) =>
    envelope.rcptTo.flatMap(({ address }) => addresses.doorOf(address, clock.now()) ?? [])

  const take = async (intake: Intake, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const rawFileId = newId()
    const { envelope, remoteAddress: ip, hostNameAppearsAs: helo } = session
    const sender = { ip, helo: helo || ip, sender: envelope.mailFrom ? envelope.mailFrom.address : '', mta: name }
    const doors = doorsOf(session)
    const seen = createMemory(limits.rememberedBytes)
    await files.put(rawFileId, Readable.from(withinSize(stream, seen.add)), { maxBytes: limits.mailBytes })
    if (stream.sizeExceeded) {
      await files.remove(rawFileId)
      throw refuse(552, `The message is larger than ${limits.mailBytes} bytes`)
    }
    await receive(intake, { rawFileId, raw: seen.whole(), sender, doors })
  }

  const create = (intake: Intake) =>
    new SMTPServer({
      name,
      banner: 'ready',
      size: limits.mailBytes,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      hideSMTPUTF8: true,
      hideENHANCEDSTATUSCODES: false,
      maxClients: limits.connections,
      socketTimeout: limits.idleMs,
      closeTimeout: 1_500,
      logger: false,
      onConnect: (session: SMTPServerSession, answer: Answer) => {
        const now = (connected.get(session.remoteAddress) ?? 0) + 1
        connected.set(session.remoteAddress, now)
        answer(now > limits.connectionsPerAddress ? refuse(421, 'Too many connections from your address') : null)
      },
      onClose: (session: SMTPServerSession) => {
        const left = (connected.get(session.remoteAddress) ?? 1) - 1
        if (left > 0) connected.set(session.remoteAddress, left)
        else connected.delete(session.remoteAddress)
      },
      onMailFrom: (_address: SMTPServerAddress, { remoteAddress }: SMTPServerSession, answer: Answer) => {
        if (isStopping) return answer(refuse(421, 'Closing, try again soon'))
        const limiter = isLoopback(remoteAddress) ? perMinuteHere : perMinute
        limiter.take(remoteAddress).then(
          () => answer(),
          () => answer(refuse(450, 'Too many messages from your address, try again in a minute')),
        )
      },
      onRcptTo: ({ address }: SMTPServerAddress, session: SMTPServerSession, answer: Answer) => {
        if (session.envelope.rcptTo.length >= limits.recipients) return answer(refuse(452, 'Too many recipients'))
        if (addresses.doorOf(address, clock.now())) return answer()
        const count = (refused.get(session) ?? 0) + 1
        refused.set(session, count)
        answer(count > limits.refusedRecipients ? refuse(421, 'Too many unknown recipients') : refuse(550, 'There is no such mailbox here'))
      },
      onData: (stream: SMTPServerDataStream, session: SMTPServerSession, answer: Answer) => {
        take(intake, stream, session).then(
          () => answer(),
          (error: Error & { responseCode?: number }) => {
            if (!error.responseCode) log.warn({ err: error }, 'a mail was not taken and will come again')
            answer(error.responseCode ? error : refuse(451, 'Not taken now, try again later'))
          },
        )
      },
    })

  let server: SMTPServer | null = null
  return {
    /** Resolves with the port. Throws AppError invalid when the address cannot be had. */
    start: (intake: Intake): Promise<number> =>
      new Promise((resolve, reject) => {
        const made = create(intake)
        server = made
        made.on('error', (error: Error & { code?: string; syscall?: string }) => {
          // A name is looked up before anything listens.
          if (error.syscall === 'listen' || error.syscall === 'getaddrinfo')
            reject(listenFault(error, { host, port, hostSetting: 'SMTP_HOST', portSetting: 'SMTP_PORT' }))
          else log.debug({ err: error }, 'a mail session ended with an error')
        })
        const listening = made.listen(port, host, () => resolve((listening.address() as { port: number }).port))
      }),
    /** Takes no more mail; what is being received is finished or refused within two seconds. */
    stop: (): Promise<void> => {
      isStopping = true
      const last = server
      server = null
      return last ? new Promise((resolve) => last.close(() => resolve())) : Promise.resolve()
    },
  }
}

/** The mail up to its limit; the rest is read and dropped, so that the sender hears the answer. */
async function* withinSize(stream: SMTPServerDataStream, see: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of stream)
    if (!stream.sizeExceeded) {
      see(chunk as Buffer)
      yield chunk as Buffer
    }
}

/** Small mails need not be read back from the disk, where they would wait behind the writing of others. */
const createMemory = (maxBytes: number) => {
  let chunks: Buffer[] | null = []
  let bytes = 0
  return {
    add: (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes > maxBytes) chunks = null
      chunks?.push(chunk)
    },
    whole: (): Buffer | null => chunks && Buffer.concat(chunks),
  }
}
