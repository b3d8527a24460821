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
  const { rows } = useTopic('queues:all')
  const found = useMemo(() => {
    const byId = new Map((data?.items ?? []).map((queue) => [queue.id, queue]))
    for (const queue of rowsOf<Queue>(rows, 'queue')) byId.set(queue.id, queue)
    return { queues: [...byId.values()].sort((a, b) => a.name.localeCompare(b.name)), byId }
  }, [data, rows])
  const isEmpty = found.queues.length === 0
  return { ...found, isLoading: isLoading && isEmpty, error: isEmpty ? error : null, refetch: () => void refetch() }
}
