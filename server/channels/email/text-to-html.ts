const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] as string)

const LINK = /(https?:\/\/[^\s<>"'`]{1,2000})/i
/** What ends a sentence is no part of the address in it. */
const TAIL = /[.,;:!?)\]}]+$/

const linked = (address: string): string => {
  const shown = address.replace(TAIL, '')
  if (!URL.canParse(shown)) return escapeHtml(address)
  return `<a href="${escapeHtml(shown)}">${escapeHtml(shown)}</a>${escapeHtml(address.slice(shown.length))}`
}
const lineToHtml = (line: string): string =>
  line
    .split(LINK)
    .map((part, at) => (at % 2 === 1 ? linked(part) : escapeHtml(part)))
    .join('')

/** Plain text as simple HTML: paragraphs, which begin where their own writing begins, line breaks and web addresses to follow; nothing else. */
export const textToHtml = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((paragraph) => `<p dir="auto">${paragraph.split('\n').map(lineToHtml).join('<br>\n')}</p>`)
    .join('\n')
