import { useEffect } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { pushToast } from '../frame/toasts.ts'
import { carryDraft } from '../reply/drafts.ts'
import type { CaseView } from './case-view.ts'

/** A case that was merged goes on in another: its screen goes there too, with what was being written, and says so. */
export const useSurvivor = (view: CaseView | undefined): void => {
  const navigate = useNavigate()
  const { pathname, search, hash } = useLocation()
  const { id = '', number, mergedInto } = view?.case ?? {}
  useEffect(() => {
    if (!mergedInto) return
    carryDraft(id, mergedInto)
    pushToast(`Case ${number} was merged into this one`)
    void navigate(`${pathname.replace(id, mergedInto)}${search}${hash}`, { replace: true })
  }, [id, number, mergedInto, pathname, search, hash, navigate])
}
