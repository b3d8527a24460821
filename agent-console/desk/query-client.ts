import { type Query, QueryClient, type RefetchOptions, type RefetchQueryFilters } from '@tanstack/react-query'
import { isKind } from './desk-error.ts'

const atItsEnd = async (query: Query): Promise<void> => {
  while (query.state.fetchStatus !== 'idle') {
    await query.promise?.catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve))
  }
}

/**
 * Asked again for what it is being asked for already, a client leaves it at the first answer that is on its way, or drops any later one and begins anew.
 * Here each answer comes to its end, however often there is news, and then it is asked for once more: what changed may have been told after the desk read it.
 */
class DeskQueryClient extends QueryClient {
  readonly #onceMore = new Map<Query, Promise<void>>()

  override async refetchQueries(filters: RefetchQueryFilters = {}, options: RefetchOptions = {}): Promise<void> {
    const { predicate = () => true } = filters
    const asking = this.getQueryCache()
      .findAll(filters)
      .filter((query) => query.state.fetchStatus !== 'idle')
    const askOnceMore = async (query: Query): Promise<void> => {
      await atItsEnd(query)
      this.#onceMore.delete(query)
      await super.refetchQueries({ ...filters, predicate: (one) => one === query }, options)
    }
    for (const query of asking) if (!this.#onceMore.has(query)) this.#onceMore.set(query, askOnceMore(query))
    await Promise.all([
      super.refetchQueries({ ...filters, predicate: (query) => !asking.includes(query) && predicate(query) }, options),
      ...asking.map((query) => this.#onceMore.get(query)),
    ])
  }
}

export const queryClient = new DeskQueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // What the desk refuses, it refuses the second time too.
      retry: (count, error) => count < 2 && !isKind(error, 'not-found', 'forbidden', 'invalid', 'unauthenticated'),
      retryDelay: (count) => 400 * 2 ** count,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})
