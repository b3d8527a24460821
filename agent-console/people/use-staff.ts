import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { rowsOf } from '../../server/platform/wire/live.ts'
import type { Member, Team } from '../../server/staff/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { LOOK_AGAIN_MS } from '../desk/look-again.ts'
import { useTopic } from '../desk/use-topic.ts'

/** Everyone on the staff, with presence as it is now. */
export const useStaff = (): { members: Member[]; byId: Map<string, Member>; isLoading: boolean; error: unknown; refetch(): void } => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['staff'],
    queryFn: ({ signal }) => get<Page<Member>>('/staff', undefined, signal),
  })
  const { rows } = useTopic('staff:all')
  const byId = useMemo(() => {
    const found = new Map((data?.items ?? []).map((member) => [member.id, member]))
    for (const member of rowsOf<Member>(rows, 'member')) found.set(member.id, member)
    return found
  }, [data, rows])
  const members = useMemo(() => [...byId.values()].sort((a, b) => a.name.localeCompare(b.name)), [byId])
  const isEmpty = members.length === 0
  return { members, byId, isLoading: isLoading && isEmpty, error: isEmpty ? error : null, refetch: () => void refetch() }
}

export const useTeams = (): Team[] => {
  const { data } = useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => get<Page<Team>>('/teams', undefined, signal),
    refetchInterval: LOOK_AGAIN_MS,
  })
  return data?.items ?? []
}
