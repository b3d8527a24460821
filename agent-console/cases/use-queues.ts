import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { rowsOf } from '../../server/platform/wire/live.ts'
import type { Queue } from '../../server/queues/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { useTopic } from '../desk/use-topic.ts'

export const useQueues = (): { queues: Queue[]; byId: Map<string, Queue>; isLoading: boolean; error: unknown; refetch(): void } => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['queues'],
    queryFn: ({ signal }) => get<Page<Queue>>('/queues', undefined, signal),
  })
  const { rows, phase } = useTopic('queues:all')
  const found = useMemo(() => {
    // Once the topic has answered it alone says which there are: one that is kept for others now has left it.
    const all = phase === 'waiting' ? (data?.items ?? []) : rowsOf<Queue>(rows, 'queue')
    return { queues: [...all].sort((a, b) => a.name.localeCompare(b.name)), byId: new Map(all.map((queue) => [queue.id, queue])) }
  }, [data, rows, phase])
  const isEmpty = found.queues.length === 0
  return { ...found, isLoading: isLoading && isEmpty, error: isEmpty ? error : null, refetch: () => void refetch() }
}
