import { type Entry, idOfStream } from '../platform/bus.ts'
import { notFound } from '../platform/errors.ts'
import type { LiveTopic, TopicRows } from '../platform/live.ts'
import type { LiveRow } from '../platform/wire/live.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import type { CustomerChange } from './entries.ts'
import { CUSTOMER_FORGOTTEN, type CustomerForgotten } from './erase-customer.ts'
import type { Present } from './present.ts'

/** Whom an entry concerns besides the stream's own customer. */
const othersOf = (change: CustomerChange): string[] => {
  switch (change.type) {
    case 'customer.merged':
      return [change.into]
    case 'customer.unmerged':
      return [change.from]
    case 'customer.absorbed':
    case 'customer.let-go':
      return [change.otherId]
    default:
      return []
  }
}

/** `customer:<id>`: the customer and what is suggested about it. Rows of it come from several streams, so their `v` is the time they were read. */
export const customerTopic = ({ platform, pointers, ledger, store }: CustomerDeps, present: Present): LiveTopic<Actor> => {
  const rowsOf = async (id: string): Promise<LiveRow[]> => {
    const v = platform.clock.now()
    const [customers, suggestions] = await Promise.all([present.customers([id]), present.suggestions(id)])
    const row = customers.get(id)
    return [
      ...(row ? [{ kind: 'customer', id, v, row }] : []),
      ...suggestions.open.map((one) => ({ kind: 'suggestion', id: one.id, v, row: one })),
      ...suggestions.settled.map((settled) => ({ kind: 'suggestion', id: settled, v })),
    ]
  }
  const changesOf = async (ids: readonly string[]): Promise<TopicRows[]> => {
    // A line that asks about somebody shows their name, so they are concerned as well.
    const asked = await store.suggestions
      .find({ of: { $in: [...ids] } as never })
      .limit(100)
      .toArray()
    const named = [...ids, ...asked.flatMap((one) => one.of)]
    const current = await pointers.currentOfAll(named)
    const all = [...new Set([...named, ...current.values()])]
    return Promise.all(all.map(async (id) => ({ id, rows: await rowsOf(id) })))
  }
  return {
    name: 'customer',
    mayWatch: async (actor, id) => {
      allow(actor, 'customer.read')
      if ((await ledger.load(id)).seq === 0) throw notFound('customer')
    },
    snapshot: async (_actor, id) => (await rowsOf(id)).filter((one) => one.row !== undefined),
    changes: (entry: Entry) => {
      // Nobody can watch a customer who is just being added.
      if (!entry.stream.startsWith('customer:') || entry.change.type === 'customer.added') return []
      return changesOf([idOfStream(entry.stream), ...othersOf(entry.change as CustomerChange)])
    },
    facts: {
      // With what left, by its mark: what was read before it was gone may be told after this.
      [CUSTOMER_FORGOTTEN]: async (data, isWatched) => {
        const { customerIds, suggestionIds } = data as CustomerForgotten
        const v = platform.clock.now()
        const left = suggestionIds.map((id) => ({ kind: 'suggestion', id, v }))
        return Promise.all(customerIds.filter(isWatched).map(async (id) => ({ id, rows: [...left, ...(await rowsOf(id))] })))
      },
    },
  }
}
