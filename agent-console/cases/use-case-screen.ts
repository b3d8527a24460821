import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { CaseScreen } from '../../server/screens/wire.ts'
import { get } from '../desk/call.ts'
import { isKind } from '../desk/desk-error.ts'
import { useTopic } from '../desk/use-topic.ts'
import { caseView, rowsOfScreen } from './case-view.ts'

/** Everything of one case: live rows as soon as the line stands, a plain fetch until then. */
export const useCaseScreen = (caseId: string) => {
  const { rows, phase, error: refusal } = useTopic(`case:${caseId}`)
  const isLive = phase === 'live' || phase === 'lost'
  // What was read before the case went to others is not theirs to look at any more.
  const isOutOfSight = phase === 'refused' && isKind(refusal, 'not-found', 'forbidden')
  const { data, error, refetch } = useQuery({
    queryKey: ['screen', caseId],
    queryFn: ({ signal }) => get<CaseScreen>(`/screens/case/${caseId}`, undefined, signal),
    enabled: !isLive,
  })
  const view = useMemo(
    () => (isLive ? caseView(caseId, rows) : data && !isOutOfSight ? caseView(caseId, rowsOfScreen(data)) : undefined),
    [isLive, rows, data, caseId, isOutOfSight],
  )
  return { view, isLive, error: phase === 'refused' ? refusal : error, refetch: () => void refetch() }
}
