import { isUtf8 } from 'node:buffer'
import { MailParser, type MailParserOptions } from 'mailparser'
import { bodyHash } from './body-hash.ts'
import { fieldOf, type HeaderField, readDate, readHeader } from './header.ts'
import { htmlToText } from './html-to-text.ts'
import { mailLimits } from './limits.ts'
import { oneLine, plainText } from './plain-text.ts'
import { MailFault } from './serve-lane.ts'

export interface ParsedAttachment {
  name: string
  type: string
  contentId: string
  content: Uint8Array
}

export interface ParsedMail {
  header: HeaderField[]
  /** Decoded display names by address. */
  names: Record<string, string>
  subject: string
  text: string
  html: string
  attachments: ParsedAttachment[]
  /** Bodies of message/delivery-status parts. */
  statusReports: string[]
  /** When the sender says it was written, in milliseconds; null when the field says nothing sane. */
  sentAt: number | null
  bodyHash: string
}

interface Part {
  type: 'attachment' | 'text'
  text?: string
  html?: string
  filename?: string
  contentType?: string
  contentId?: string
  content: NodeJS.ReadableStream
  release(): void
}
interface Node {
  children?: Node[]
}
interface Address {
  name?: string
  address?: string
  group?: Address[]
}

/** Reads a raw mail within the limits; runs in a worker, since what it calls may take any time and memory. Throws MailFault. */
export const parseMail = async (raw: Uint8Array): Promise<ParsedMail> => {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const { bodyStart } = readHeader(bytes)
  const shownBytes = inUtf8(bytes, bodyStart)
  const { fields } = readHeader(shownBytes)
  const { headers, text, html, attachments, statusReports } = await run(shownBytes)
  const shown = plainText(text)
  return {
    header: fields,
    names: namesOf(headers),
    subject: oneLine(String(headers.get('subject') ?? '')).slice(0, 500),
    text: (shown.trim() === '' && html ? plainText(htmlToText(html)) : shown).slice(0, mailLimits.textChars).trimEnd(),
    html: html.length > mailLimits.htmlChars ? '' : html,
    attachments: attachments.filter((one) => !isTwin(one, attachments)),
    statusReports,
    sentAt: readDate(fieldOf(fields, 'date')),
    bodyHash: bodyHash(bytes, bodyStart),
  }
}

/** Bytes for which no charset is named are UTF-8, or else what old programs write without saying so: read as UTF-8, their letters would be gone. */
const inUtf8 = (bytes: Buffer, bodyStart: number): Buffer => {
  if (isUtf8(bytes)) return bytes
  const [head, body] = [bytes.subarray(0, bodyStart), bytes.subarray(bodyStart)]
  const type = fieldOf(readHeader(head).fields, 'content-type').toLowerCase()
  const isUndeclared = (type === '' || type.startsWith('text/')) && !type.includes('charset')
  return Buffer.concat([decoded(head), isUndeclared ? decoded(body) : body])
}
/** What windows-1252 has where Latin-1 has control characters, from 0x80 on; `TextDecoder` of Node 20 does not know it. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const decoded = (bytes: Buffer): Buffer =>
  isUtf8(bytes)
    ? bytes
    : Buffer.from(bytes.toString('latin1').replace(/[\u0080-\u009f]/g, (char) => WINDOWS[char.charCodeAt(0) - 0x80] ?? char))

const run = (bytes: Buffer) =>
  new Promise<{
    headers: Map<string, unknown>
    text: string
    html: string
    attachments: ParsedAttachment[]
    statusReports: string[]
  }>((resolve, reject) => {
    // The limits of the splitter below it are passed through, though the types do not name them.
    const options: MailParserOptions & { maxHeadSize: number; maxChildNodes: number; ignoreEmbedded: boolean } = {
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
      skipTextLinks: true,
      keepDeliveryStatus: true,
      ignoreEmbedded: true,
      maxHeadSize: mailLimits.headerBytes,
      maxChildNodes: mailLimits.parts + 1,
    }
    const parser = new MailParser(options)
    const found = {
      headers: new Map<string, unknown>(),
      text: '',
      html: '',
      attachments: [] as ParsedAttachment[],
      statusReports: [] as string[],
    }
    parser.on('headers', (headers: Map<string, unknown>) => {
      found.headers = headers
    })
    parser.on('error', (error: Error & { code?: string }) => {
      parser.destroy()
      const fault = error.code !== 'EMAXLEN' ? 'unreadable' : error.message.includes('header') ? 'header too long' : 'too many parts'
      reject(new MailFault(fault))
    })
    parser.on('data', (part: Part) => {
      if (part.type === 'text') {
        found.text = part.text ?? ''
        found.html = part.html ?? ''
      } else take(part, found)
    })
    parser.on('end', () => {
      const tree = (parser as unknown as { tree?: Node }).tree
      if (tree && depthOf(tree) > mailLimits.depth) reject(new MailFault('nested too deep'))
      else resolve(found)
    })
    parser.end(bytes)
  })

const take = (part: Part, found: { attachments: ParsedAttachment[]; statusReports: string[] }) => {
  const chunks: Buffer[] = []
  part.content.on('data', (chunk: Buffer) => void chunks.push(chunk))
  part.content.on('end', () => {
    const content = Buffer.concat(chunks)
    if (part.contentType === 'message/delivery-status') found.statusReports.push(content.toString('utf8', 0, 64 * 1024))
    found.attachments.push({
      name: part.filename ?? '',
      type: part.contentType ?? 'application/octet-stream',
      contentId: (part.contentId ?? '').replace(/^<|>$/g, '').slice(0, 300),
      content,
    })
    part.release()
  })
}

const isCalendar = ({ type }: ParsedAttachment): boolean => type === 'text/calendar' || type === 'application/ics'
const linesOf = ({ content }: ParsedAttachment): string => Buffer.from(content).toString('latin1').replaceAll('\r\n', '\n').trimEnd()

/** An invitation comes as a part for programs, and once more as a file for people: that one is shown. */
const isTwin = (part: ParsedAttachment, all: readonly ParsedAttachment[]): boolean =>
  part.name === '' && isCalendar(part) && all.some((one) => one.name !== '' && isCalendar(one) && linesOf(one) === linesOf(part))

const depthOf = (root: Node): number => {
  let level: Node[] = [root]
  let depth = -1
  while (level.length > 0) {
    depth++
    level = level.flatMap((node) => node.children ?? [])
  }
  return depth
}

const namesOf = (headers: Map<string, unknown>): Record<string, string> => {
  const names: Record<string, string> = Object.create(null)
  const pending = ['from', 'to', 'cc'].flatMap((field) => [headers.get(field) ?? []].flat() as { value?: Address[] }[])
  for (const { address, name, group } of pending.flatMap((field) => field.value ?? []).slice(0, 500)) {
    for (const one of group ?? [{ address, name }]) {
      const known = one.address?.toLowerCase()
      if (known && one.name && names[known] === undefined) names[known] = oneLine(one.name).slice(0, 200)
    }
  }
  return { ...names }
}
