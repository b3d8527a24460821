import { type Form, one } from './form.ts'

const DEFAULT = 50
const MOST = 1000

export const PAGE_FIELDS = { PageSize: { least: 1, most: MOST }, Page: { least: 0, most: 999_999 }, PageToken: 'text' } as const
/** Of a list by a time: exact, before, after. */
export const dates = <Name extends string>(name: Name) =>
  ({ [name]: 'date', [`${name}<`]: 'date', [`${name}>`]: 'date' }) as Record<Name | `${Name}<` | `${Name}>`, 'date'>

/** Cuts a list as Twilio pages it; `next_page_uri` is below the API's base. */
export const cutPage = (items: object[], key: string, form: Form, uri: string): object => {
  const size = Number(one(form, 'PageSize') ?? DEFAULT)
  const page = Number(one(form, 'Page') ?? 0)
  const others = [...form].flatMap(([name, values]) => (name in PAGE_FIELDS ? [] : values.map((value): [string, string] => [name, value])))
  const address = (n: number): string => `${uri}?${new URLSearchParams([...others, ['PageSize', String(size)], ['Page', String(n)]])}`
  const shown = items.slice(page * size, (page + 1) * size)
  return {
    [key]: shown,
    page,
    page_size: size,
    start: page * size,
    end: page * size + Math.max(0, shown.length - 1),
    uri: address(page),
    first_page_uri: address(0),
    next_page_uri: (page + 1) * size < items.length ? address(page + 1) : null,
    previous_page_uri: page > 0 ? address(page - 1) : null,
  }
}

/** `StartTime=2026-01-31`, `StartTime<=…`, `StartTime>=…`: days or instants in UTC. A form writes `<=` as a name that ends in `<`. */
export const isWithin = (form: Form, name: string, at: Date): boolean => {
  const exact = one(form, name)
  const [before, after] = [one(form, `${name}<`), one(form, `${name}>`)]
  const day = at.toISOString().slice(0, 10)
  if (exact !== undefined && !(exact.length > 10 ? at.toISOString().startsWith(exact.slice(0, 19)) : day === exact)) return false
  if (before !== undefined && !(before.length > 10 ? at <= new Date(before) : day <= before)) return false
  return after === undefined || (after.length > 10 ? at >= new Date(after) : day >= after)
}
