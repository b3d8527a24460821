import { DAY } from './times.ts'

/** An order that somebody in the demo's stories writes about, as the shop tells it. */
interface DemoOrder {
  state: 'packed' | 'on-the-way' | 'delivered' | 'refunded'
  /** Days from today: when it is to come, or when it happened. */
  inDays: number
}

const orders: Record<string, DemoOrder> = {
  '20718': { state: 'refunded', inDays: -9 },
  '20771': { state: 'on-the-way', inDays: 2 },
  '20802': { state: 'delivered', inDays: -3 },
  '20815': { state: 'on-the-way', inDays: 1 },
  '20840': { state: 'packed', inDays: 1 },
}
/** The end of the phone number of every demo order, so that whoever tries it out has to know one only. */
const PHONE_END = '0142'

const weekday = (at: number, language: string): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'Europe/Berlin' }).format(at)

/** The answer to a phone menu that asks for an order. Null: there is none of that number with that phone number; which of both is wrong is not told. */
export const findOrder = (
  order: unknown,
  phone: unknown,
  now: number,
): { order: string; state: DemoOrder['state']; day: { en: string; de: string } } | null => {
  const found = typeof order === 'string' && phone === PHONE_END && Object.hasOwn(orders, order) ? orders[order] : undefined
  if (!found) return null
  const at = now + found.inDays * DAY
  return { order: `LF-${String(order)}`, state: found.state, day: { en: weekday(at, 'en-GB'), de: weekday(at, 'de-DE') } }
}
