/** Markup that is safe to join to other markup. */
export interface Markup {
  readonly markup: string
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const render = (value: unknown): string => {
  if (value === null || value === undefined || value === false) return ''
  if (Array.isArray(value)) return value.map(render).join('')
  if (typeof value === 'object' && 'markup' in value) return (value as Markup).markup
  return String(value).replace(/[&<>"']/g, (char) => ESCAPES[char] as string)
}

/** A template in which every value is escaped unless it is markup itself; lists are joined, false and nothing leave no trace. */
export const html = (parts: TemplateStringsArray, ...values: readonly unknown[]): Markup => ({
  markup: parts.reduce((whole, part, at) => whole + part + (at < values.length ? render(values[at]) : ''), ''),
})
