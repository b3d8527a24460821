import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
import { idFrom } from '../../platform/ids.ts'
import { readAddresses } from '../../platform/mail/address.ts'
import { fieldOf, readHeader } from '../../platform/mail/header.ts'
import type { MailReader } from '../../platform/mail/mail-reader.ts'
import { readMessageIds } from '../../platform/mail/message-ids.ts'
import type { Platform } from '../../platform/room.ts'
import type { MailStore } from './store.ts'

/** Mailboxes that go wrong, by their local part, so that failures can be seen: full@, nobody@ and later@ any domain. */
const TROUBLE: Record<string, { responseCode: number; message: string }> = {
  full: { responseCode: 552, message: '5.2.2 The mailbox is full' },
  nobody: { responseCode: 550, message: '5.1.1 No such user here' },
  later: { responseCode: 451, message: '4.3.0 Come again later' },
}

interface Deps {
  platform: Pick<Platform, 'clock' | 'log'>
  store: MailStore
  reader: MailReader
}

/** The mail server of everyone outside: takes what the desk sends on loopback and puts it into their mailboxes. */
export const createOutsideServer = ({ platform, store, reader }: Deps) => {
  const keep = async (raw: Buffer, recipients: readonly string[]): Promise<void> => {
    const parsed = await reader.parse(async () => raw)
    const { fields } = readHeader(raw)
    const mail =
      'mail' in parsed ? parsed.mail : { subject: '', text: raw.toString('utf8', 0, 100_000), html: '', attachments: [], names: {} }
    const [from] = readAddresses(fieldOf(fields, 'from')).addresses
    const [replyTo] = readAddresses(fieldOf(fields, 'reply-to')).addresses
    const [messageId = ''] = readMessageIds(fieldOf(fields, 'message-id'))
    for (const outside of recipients)
      await store.add({
        id: idFrom('from-desk', outside, messageId),
        direction: 'from-desk',
        outside,
        desk: from?.address ?? '',
        name: (from && (mail.names as Record<string, string>)[from.address]) ?? '',
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId,
        inReplyTo: readMessageIds(fieldOf(fields, 'in-reply-to'))[0] ?? '',
        references: readMessageIds(fieldOf(fields, 'references')),
        replyTo: replyTo?.address ?? from?.address ?? '',
        isAutomatic: fieldOf(fields, 'auto-submitted').startsWith('auto'),
        attachments: mail.attachments.map(({ name, content }) => ({ name, bytes: content.byteLength })),
        at: new Date(platform.clock.now()),
      })
  }
  const server = new SMTPServer({
    name: 'outside.example',
    size: 30 * 1024 * 1024,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    logger: false,
    onRcptTo: ({ address }, _session, answer) => {
      const trouble = TROUBLE[address.slice(0, address.indexOf('@')).toLowerCase()]
      answer(trouble ? Object.assign(new Error(trouble.message), trouble) : null)
    },
    onData: (stream: SMTPServerDataStream, session, answer) => {
      buffer(stream)
        .then((raw) =>
          keep(
            raw,
            session.envelope.rcptTo.map(({ address }) => address.toLowerCase()),
          ),
        )
        .then(
          () => answer(),
          (error: unknown) => {
            platform.log.warn({ err: error }, 'the sandbox could not keep a mail')
            answer(Object.assign(new Error('4.3.0 Not kept, try again'), { responseCode: 451 }))
          },
        )
    },
  })
  server.on('error', (error) => platform.log.debug({ err: error }, 'a session of the sandbox mail server ended with an error'))
  return {
    start: (): Promise<number> =>
      new Promise((resolve, reject) => {
        server.server.once('error', reject)
        const listening = server.listen(0, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port))
      }),
    stop: (): Promise<void> => new Promise((resolve) => server.close(() => resolve())),
  }
}
