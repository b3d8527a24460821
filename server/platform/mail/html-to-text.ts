import { decodeEntities } from './entities.ts'
import { mailLimits } from './limits.ts'

const SILENT = new Set(['script', 'style', 'title', 'template', 'textarea', 'select'])
const LINE = new Set([
  'br',
  'div',
  'tr',
  'li',
  'dt',
  'dd',
  'address',
  'section',
  'article',
  'header',
  'footer',
  'ul',
  'ol',
  'hr',
  'form',
  'pre',
])
const PARAGRAPH = new Set(['p', 'table', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'])
const MAX_QUOTE = 10

/**
 * The words of an HTML mail as plain text. A single pass without recursion and without a tree, so its cost grows with the length alone, however
 * deep the tables are (SECURITY E8). Quoted blocks get `> `, links to other text their address in brackets.
 */
export const htmlToText = (html: string, maxChars: number = mailLimits.textChars): string => {
  const source = html.slice(0, mailLimits.htmlChars)
  const lower = source.toLowerCase()
  const out = createLines(maxChars)
  let href = ''
  let linkStart = 0
  let quote = 0
  let at = 0
  while (at < source.length && !out.isFull()) {
    const open = source.indexOf('<', at)
    out.write(decodeEntities(source.slice(at, open < 0 ? source.length : open)))
    if (open < 0) break
    if (lower.startsWith('<!--', open)) {
      at = after(source, '-->', open + 4)
      continue
    }
    const end = source.indexOf('>', open)
    if (end < 0) {
      out.write(source.slice(open))
      break
    }
    at = end + 1
    const isClosing = lower[open + 1] === '/'
    const name = tagName(lower, open + (isClosing ? 2 : 1))
    if (name === '') {
      if (lower[open + 1] !== '!' && lower[open + 1] !== '?' && !isClosing) {
        out.write('<')
        at = open + 1
      }
    } else if (SILENT.has(name) && !isClosing) at = after(lower, '>', indexOrEnd(lower, `</${name}`, at))
    else if (name === 'blockquote') {
      out.line(1)
      quote = Math.max(0, quote + (isClosing ? -1 : 1))
      out.prefix('> '.repeat(Math.min(quote, MAX_QUOTE)))
    } else if (PARAGRAPH.has(name)) out.line(1)
    else if (name === 'br') out.line(0, true)
    else if (LINE.has(name)) {
      out.line(0)
      if (name === 'li' && !isClosing) out.write('- ')
      if (name === 'hr') out.line(1)
    } else if (name === 'td' || name === 'th') out.write(' ')
    else if (name === 'a' && !isClosing) {
      href = webAddress(source.slice(open, end))
      linkStart = out.mark()
    } else if (name === 'a' && href) {
      const shown = out.since(linkStart).trim()
      if (shown && !href.includes(shown)) out.write(` (${href})`)
      href = ''
    }
  }
  return out.text()
}

/** Lines under way: white space runs become one space, as a browser shows them. A line is kept in pieces, so that a long one is not copied at each. */
const createLines = (maxChars: number) => {
  const lines: string[] = []
  let pieces: string[] = []
  let isBlank = true
  let endsInSpace = true
  let prefix = ''
  let length = 0
  const push = () => {
    const line = pieces.join('').trimEnd()
    lines.push(line === '' ? prefix.trimEnd() : prefix + line)
    length++
    pieces = []
    isBlank = endsInSpace = true
  }
  return {
    write: (text: string) => {
      const flat = text.replace(/\s+/g, ' ')
      const clean = endsInSpace ? flat.trimStart() : flat
      if (clean === '') return
      pieces.push(clean)
      length += clean.length
      endsInSpace = clean.endsWith(' ')
      isBlank &&= clean.trim() === ''
    },
    /** Ends the line if there is one (`always`: in any case) and leaves so many blank lines. */
    line: (blank: number, always = false) => {
      if (!isBlank || always) push()
      if (blank > 0 && lines.length > 0 && lines.at(-1)?.replaceAll('>', '').trim() !== '') push()
    },
    prefix: (text: string) => {
      prefix = text
    },
    mark: () => pieces.length,
    since: (mark: number) => pieces.slice(mark).join(''),
    isFull: () => length > maxChars,
    text: () => {
      push()
      while (lines.length > 0 && lines.at(-1)?.replaceAll('>', '').trim() === '') lines.pop()
      return lines
        .join('\n')
        .replace(/\n{4,}/g, '\n\n\n')
        .trim()
        .slice(0, maxChars)
    },
  }
}

const indexOrEnd = (text: string, what: string, from: number): number => {
  const found = text.indexOf(what, from)
  return found < 0 ? text.length : found
}
const after = (text: string, what: string, from: number): number => Math.min(text.length, indexOrEnd(text, what, from) + what.length)

const tagName = (lower: string, from: number): string => {
  let end = from
  while (end - from < 12 && /[a-z0-9]/.test(lower[end] ?? '')) end++
  return lower.slice(from, end)
}

const webAddress = (tag: string): string => {
  const found = /\shref\s{0,5}=\s{0,5}["']?(https?:\/\/[^\s"'<>]{1,500})/i.exec(tag.slice(0, 2_000))
  return decodeEntities(found?.[1] ?? '')
}
