import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import type { MyWork, OfferView } from '../../server/screens/wire.ts'
import { get } from '../desk/call.ts'
import { useStanding } from '../desk/use-standing.ts'
import { useTopic } from '../desk/use-topic.ts'
import { useMe } from '../frame/me.ts'
import { arrangeWork } from './arrange-work.ts'

export interface MyWorkNow extends MyWork {
  isLoading: boolean
  error: unknown
  refetch(): void
}

/** What I have to do now: live, or by a plain fetch where the line does not stand. */
export const useMyWork = (): MyWorkNow => {
  const me = useMe()
  const topic = useTopic(`work:${me.id}`)
  const { rows, phase } = topic
  const isLive = phase === 'live' || phase === 'lost'
  const isAsked = useStanding(topic)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['my-work'],
    queryFn: ({ signal }) => get<MyWork>('/screens/my-work', undefined, signal),
    enabled: isAsked && !isLive,
  })
  const now = useMemo(
    () =>
      isLive
        ? arrangeWork(rowsOf<OfferView>(rows, 'offer'), rowsOf<CaseRow>(rows, 'case'))
        : arrangeWork(data?.offers ?? [], [...(data?.active ?? []), ...(data?.snoozed ?? [])]),
    [isLive, rows, data],
  )
  return { ...now, isLoading: !isLive && isPending && !error, error: isLive ? null : error, refetch: () => void refetch() }
}

export const useOffers = (): OfferView[] => useMyWork().offers
