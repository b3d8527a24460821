import { QueryClient } from '@tanstack/react-query'
import { isKind } from './desk-error.ts'

export const queryClient = new QueryClient({
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
