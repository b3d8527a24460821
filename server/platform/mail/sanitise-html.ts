import sanitize, { type IOptions, type Tag } from 'sanitize-html'
import { mailLimits } from './limits.ts'

/** Raised whenever the rules below or the library change: what was shown can then be explained. */
export const SANITISER_VERSION = '1'

const FLOW = ['p', 'br', 'div', 'span', 'hr', 'blockquote', 'q', 'pre', 'code', 'center', 'address', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']
const WORDS = [
  'a',
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'strike',
  'del',
  'ins',
  'sub',
  'sup',
  'small',
  'big',
  'font',
  'abbr',
  'bdi',
  'bdo',
  'wbr',
]
const LISTS = ['ul', 'ol', 'li', 'dl', 'dt', 'dd']
const TABLES = ['table', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption', 'colgroup', 'col']

/** What these hold is no text for people, or is read differently by different parsers: it goes with the tag. */
const DROPPED_WHOLE = [
  ...[
    'script',
    'style',
    'textarea',
    'option',
    'select',
    'noscript',
    'xmp',
    'iframe',
    'noembed',
    'noframes',
    'plaintext',
    'template',
    'title',
  ],
  ...['svg', 'math', 'object', 'embed', 'applet', 'audio', 'video', 'canvas', 'head'],
]

const LENGTH = /^-?\d{1,4}(\.\d{1,3})?(px|pt|em|rem|%)?$/
const PADDING = /^(\d{1,3}(\.\d{1,3})?(px|pt|em|rem|%)? ?){1,4}$/
const COLOUR = /^(#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d ,.%]{5,30}\))$/i
const styles = {
  color: [COLOUR],
  'background-color': [COLOUR],
  'font-weight': [/^(normal|bold|bolder|lighter|[1-9]00)$/],
  'font-style': [/^(normal|italic|oblique)$/],
  'font-size': [LENGTH, /^(x{0,2}-?(small|large)|medium|smaller|larger)$/],
  'font-family': [/^[\w\s,'"-]{1,200}$/],
  'line-height': [LENGTH, /^normal$/],
  'text-align': [/^(left|right|center|justify|start|end)$/],
  'text-decoration': [/^(none|underline|line-through)$/],
  'vertical-align': [/^(top|middle|bottom|baseline|sub|super)$/],
  'white-space': [/^(normal|nowrap|pre|pre-wrap|pre-line)$/],
  padding: [PADDING],
  margin: [PADDING],
  width: [LENGTH],
  'max-width': [LENGTH],
  'border-collapse': [/^(collapse|separate)$/],
}

const RASTER = /^data:image\/(png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+$/i

/** An image is shown only when its bytes are in the mail; others wait for consent behind a mark (SECURITY C1, C2). */
const markImage = (_name: string, { src = '', alt = '', width = '', height = '' }: Record<string, string>): Tag => {
  const attribs: Record<string, string> = { alt: alt.slice(0, 300) }
  if (/^\d{1,4}$/.test(width)) attribs.width = width
  if (/^\d{1,4}$/.test(height)) attribs.height = height
  const address = src.trim()
  if (/^cid:/i.test(address)) attribs['data-cid'] = address.slice(4, 304)
  else if (/^https?:\/\//i.test(address)) attribs['data-remote-src'] = address.slice(0, 2_000)
  else if (RASTER.test(address)) attribs.src = address
  return { tagName: 'img', attribs }
}

/** The title shows where a link really leads. */
const openOutside = (_name: string, { href = '' }: Record<string, string>): Tag => ({
  tagName: 'a',
  attribs: /^(https?:\/\/|mailto:)/i.test(href) ? { href, title: href, target: '_blank', rel: 'noopener noreferrer nofollow' } : {},
})

const options: IOptions = {
  allowedTags: [...FLOW, ...WORDS, ...LISTS, ...TABLES, 'img'],
  nonTextTags: DROPPED_WHOLE,
  allowedAttributes: {
    '*': ['dir', 'lang', 'style', 'align'],
    a: ['href', 'title', 'target', 'rel'],
    img: ['src', 'alt', 'width', 'height', 'data-cid', 'data-remote-src'],
    td: ['colspan', 'rowspan', 'valign', 'width', 'bgcolor'],
    th: ['colspan', 'rowspan', 'valign', 'width', 'bgcolor'],
    table: ['width', 'border', 'cellpadding', 'cellspacing', 'bgcolor'],
    font: ['color', 'size', 'face'],
    ol: ['start', 'type'],
  },
  allowedStyles: { '*': styles },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['data'] },
  allowProtocolRelative: false,
  transformTags: { a: openOutside, img: markImage },
  nestingLimit: 100,
}

/**
 * HTML of a stranger as it may be shown: by allow-list, when it is read, never stored (SECURITY C1). It still belongs into a sandboxed frame.
 * Images of the mail carry `data-cid`, remote ones `data-remote-src`, neither has a `src`.
 */
export const sanitiseHtml = (html: string): { html: string; version: string } => ({
  html: sanitize(html.slice(0, mailLimits.htmlChars), options),
  version: SANITISER_VERSION,
})
