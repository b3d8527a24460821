import { useDocumentVisibility } from '@mantine/hooks'
import { useEffect } from 'react'
import { post } from '../desk/call.ts'
import { useUnread } from './use-unread.ts'

/** Whoever has a case before them has read what names them in it. */
export const useReadHere = (caseId: string, isShown: boolean): void => {
  const { unread, phase } = useUnread()
  const isVisible = useDocumentVisibility() === 'visible'
  const newest = unread.find((one) => one.caseId === caseId)?.id
  const isLooking = isShown && isVisible && phase === 'live' && newest !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: each further one is read as well
  useEffect(() => {
    if (!isLooking) return
    post(`/cases/${caseId}/mentions/read`).catch(() => {
      // It stays unread, which is seen, and is tried again when the line is back or the case is opened again.
    })
  }, [isLooking, caseId, newest])
}
