import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { CaseScreen } from '../../server/screens/wire.ts'
import { get } from '../desk/call.ts'
import { isKind } from '../desk/desk-error.ts'
import { useStanding } from '../desk/use-standing.ts'
import { useTopic } from '../desk/use-topic.ts'
import { caseView, rowsOfScreen } from './case-view.ts'

/** Everything of one case: live rows, or a plain fetch where the line does not stand. */
export const useCaseScreen = (caseId: string) => {
  const topic = useTopic(`case:${caseId}`)
  const { rows, phase, error: refusal } = topic
  const isLive = phase === 'live' || phase === 'lost'
  // What was read before the case went to others is not theirs to look at any more.
  const isOutOfSight = phase === 'refused' && isKind(refusal, 'not-found', 'forbidden')
  const isAsked = useStanding(topic)
  const { data, error, refetch } = useQuery({
    queryKey: ['screen', caseId],
    queryFn: ({ signal }) => get<CaseScreen>(`/screens/case/${caseId}`, undefined, signal),
    enabled: isAsked && !isLive,
  })
  const view = useMemo(
    () => (isLive ? caseView(caseId, rows) : data && !isOutOfSight ? caseView(caseId, rowsOfScreen(data)) : undefined),
    [isLive, rows, data, caseId, isOutOfSight],
  )
  return { view, isLive, error: phase === 'refused' ? refusal : error, refetch: () => void refetch() }
}
