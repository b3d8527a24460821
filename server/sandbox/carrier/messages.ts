import { AppError } from '../../platform/errors.ts'
import { type CarrierAccount, newSid } from './account.ts'
import type { Callbacks } from './callbacks.ts'
import type { Line, Lines } from './lines.ts'
import { placeParams } from './places.ts'
import type { Records } from './records.ts'
import { type Refusal, refusal } from './refusal.ts'
import type { MessageRecord } from './shapes.ts'
import { MOST_FILES, type TextFiles } from './text-files.ts'
import type { CarrierTime } from './time.ts'
import { readXml } from './twiml/xml.ts'
import type { Webhooks } from './webhook.ts'
import type { LineText } from './wire.ts'

export interface Messages {
  byRest(wanted: {
    from: string
    to: string
    body: string
    media: string[]
    hasTemplate: boolean
    callback: string | null
  }): MessageRecord | Refusal
  /** A telephone writes. `uploads`: what it has uploaded before. Throws AppError. */
  fromLine(line: Line, to: string, text: string, uploads: readonly string[]): Promise<MessageRecord>
}

/** Twilio answers these itself on long codes, and passes the message on all the same. */
const STOP = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT']
const START = ['START', 'YES', 'UNSTOP']
const STOPPED =
  'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.'
const STARTED = 'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe.'
const MAGIC: Record<string, 21211 | 21408 | 21610 | 21612 | 21614> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
}
/** Takes messages and delivers none: 30003, unreachable. */
const UNREACHABLE = '+15005550010'
const DAY_MS = 24 * 3_600_000
const plain = (address: string): string => address.replace(/^whatsapp:/, '')

export const createMessages = ({
  account,
  records,
  callbacks,
  webhooks,
  lines,
  textFiles,
  time,
  restBase,
}: {
  account: CarrierAccount
  records: Records
  callbacks: Callbacks
  webhooks: Webhooks
  lines: Lines
  textFiles: TextFiles
  time: CarrierTime
  /** Where the account's resources lie. */
  restBase(): string
}): Messages => {
  const save = (message: MessageRecord): void => {
    message.updatedAt = time.now()
    records.save('message', message.sid, message)
  }
  const open = (given: Pick<MessageRecord, 'direction' | 'from' | 'to' | 'body' | 'status'> & Partial<MessageRecord>): MessageRecord => {
    const now = time.now()
    const message: MessageRecord = {
      sid: newSid(given.files?.length || given.media?.length ? 'MM' : 'SM'),
      media: [],
      errorCode: null,
      callback: null,
      createdAt: now,
      updatedAt: now,
      sentAt: null,
      ...given,
    }
    save(message)
    return message
  }
  /** On its way it may be forgotten: what comes after must not write it down again. */
  const isForgotten = ({ sid }: MessageRecord): boolean => records.get('message', sid) === undefined
  const become = (message: MessageRecord, status: MessageRecord['status'], errorCode: number | null = null): void => {
    if (isForgotten(message)) return
    Object.assign(message, { status, errorCode })
    if (status === 'sent') message.sentAt = time.now()
    save(message)
    if (message.callback)
      callbacks.tell(
        { url: message.callback, method: 'POST' },
        {
          MessageSid: message.sid,
          SmsSid: message.sid,
          MessageStatus: status,
          SmsStatus: status,
          From: message.from,
          To: message.to,
          ...(errorCode ? { ErrorCode: String(errorCode) } : {}),
        },
      )
  }
  const show = (message: MessageRecord, address: string): void => {
    const row: LineText = {
      direction: message.direction === 'inbound' ? 'out' : 'in',
      from: message.from,
      to: message.to,
      text: message.body,
      files: (message.files ?? []).map(({ sid, type }) => ({ path: `/files/${sid}`, type })),
      at: message.createdAt.toISOString(),
    }
    for (const line of lines.at(address)) lines.show(line.id, 'text', message.sid, row)
  }
  const isWindowOpen = (from: string, to: string): boolean =>
    records
      .list('message')
      .some(
        (one) =>
          one.direction === 'inbound' && one.from === to && one.to === from && one.createdAt.getTime() > time.now().getTime() - DAY_MS,
      )

  /** On its way, and there: each step a moment after the other. */
  const deliver = (message: MessageRecord, hasTemplate: boolean): void => {
    const isWhatsapp = message.to.startsWith('whatsapp:')
    const send = async (): Promise<void> => {
      if (isWhatsapp && !hasTemplate && !isWindowOpen(message.from, message.to)) return become(message, 'failed', 63016)
      const fault = message.media.length > 0 ? await textFiles.fetch(message) : null
      // Forgotten while its files were fetched: nothing of it stays.
      if (isForgotten(message)) return textFiles.remove(message)
      if (fault) return become(message, 'failed', fault)
      become(message, 'sent')
      time.after(0.2, () => {
        if (message.to === UNREACHABLE) return become(message, 'undelivered', 30003)
        if (isForgotten(message)) return
        show(message, plain(message.to))
        become(message, 'delivered')
      })
    }
    time.after(0.1, () => void send().catch(() => become(message, 'failed', 11200)))
  }
  const reply = (from: string, to: string, body: string): void => {
    deliver(open({ direction: 'outbound-reply', from, to, body, status: 'queued' }), true)
  }
  /** `<Response><Message>text</Message></Response>`, the one document of messages that is carried out. */
  const carryOut = (body: string, message: MessageRecord): void => {
    const document = readXml(body)
    for (const one of document.children)
      if (one.name === 'Message') reply(message.to, message.from, [one.text, ...one.children.map(({ text }) => text)].join(''))
  }

  return {
    byRest: ({ from, to, body, media, hasTemplate, callback }) => {
      if (!to) return refusal(21604)
      if (!/^\+[1-9]\d{6,14}$/.test(plain(to))) return refusal(21211, to)
      if (!account.numbers.some((one) => one.number === plain(from))) return refusal(21606, from)
      if (!body && media.length === 0 && !hasTemplate) return refusal(21619)
      if (body.length > 1600) return refusal(21617)
      if (media.length > MOST_FILES) return refusal(21623)
      const magic = MAGIC[to]
      if (magic) return refusal(magic)
      if (records.get('stop', `${from}:${to}`)) return refusal(21610)
      const message = open({ direction: 'outbound-api', from, to, body, media, callback, status: 'queued' })
      deliver(message, hasTemplate)
      return message
    },
    fromLine: async (line, to, text, uploads) => {
      const number = records.list('number').find((one) => one.number === plain(to))
      if (line.kind !== 'phone' || !number) throw new AppError('no-such-number', 'invalid', 'There is no such number.')
      const files = await textFiles.take(uploads)
      const message = open({ direction: 'inbound', from: line.address, to, body: text, files, status: 'received' })
      show(message, line.address)
      const word = text.trim().toUpperCase()
      const key = `${to}:${line.address}`
      if (STOP.includes(word)) {
        records.save('stop', key, { at: time.now() })
        reply(to, line.address, STOPPED)
      } else if (START.includes(word) && records.get('stop', key)) {
        records.remove('stop', key)
        reply(to, line.address, STARTED)
      }
      if (!number.smsUrl) return message
      const params = {
        MessageSid: message.sid,
        SmsSid: message.sid,
        SmsMessageSid: message.sid,
        SmsStatus: 'received',
        From: message.from,
        To: message.to,
        ...placeParams('From', message.from),
        ...placeParams('To', message.to),
        Body: text,
        NumMedia: String(files.length),
        NumSegments: String(Math.max(1, Math.ceil(text.length / 153))),
        ...Object.fromEntries(
          files.flatMap(({ sid, type }, index) => [
            [`MediaUrl${index}`, `${restBase()}/Messages/${message.sid}/Media/${sid}`],
            [`MediaContentType${index}`, type],
          ]),
        ),
      }
      const tell = async (): Promise<void> => {
        const answer = await webhooks.ask({ url: number.smsUrl, method: number.smsMethod }, params)
        if (answer.ok) {
          if (answer.body.trim()) carryOut(answer.body, message)
        } else if (number.smsFallbackUrl)
          await webhooks.ask(
            { url: number.smsFallbackUrl, method: number.smsFallbackMethod },
            { ...params, ErrorCode: String(answer.code), ErrorUrl: number.smsUrl },
          )
      }
      void tell().catch(() => {
        // A document that cannot be read answers nothing; the message itself is taken.
      })
      return message
    },
  }
}
