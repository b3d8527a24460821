import { QueryClient, type RefetchOptions, type RefetchQueryFilters } from '@tanstack/react-query'
import { isKind } from './desk-error.ts'

/**
 * Asked again for what it is being asked for the first time, a client leaves it at the answer that is on its way. Here what changed may have been told
 * after the desk read that answer: it is not waited for, and asked for anew.
 */
export class DeskQueryClient extends QueryClient {
  override async refetchQueries(filters: RefetchQueryFilters = {}, options?: RefetchOptions): Promise<void> {
    const { predicate = () => true } = filters
    await this.cancelQueries({
      ...filters,
      predicate: (query) => query.state.data === undefined && !query.isDisabled() && predicate(query),
    })
    await super.refetchQueries(filters, options)
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
