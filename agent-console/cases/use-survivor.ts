import { useEffect } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { pushToast } from '../frame/toasts.ts'
import { carryDraft } from '../reply/drafts.ts'
import type { CaseView } from './case-view.ts'

/** Of the case that led here, when that was merged into this one: its number. Kept with the place in the history, so that it goes with it. */
export const mergedHere = (state: unknown): number | null => (state as { mergedNumber?: number } | null)?.mergedNumber ?? null

/** A case that was merged goes on in another: its screen goes there too, with what was being written, and says so once it is seen there. */
export const useSurvivor = (view: CaseView | undefined): void => {
  const navigate = useNavigate()
  const { pathname, search, hash, state } = useLocation()
  const led = mergedHere(state)
  const { id = '', number, mergedInto } = view?.case ?? {}
  useEffect(() => {
    if (!mergedInto) return
    carryDraft(id, mergedInto)
    void navigate(`${pathname.replace(id, mergedInto)}${search}${hash}`, { replace: true, state: { mergedNumber: number } })
  }, [id, number, mergedInto, pathname, search, hash, navigate])
  const isHere = view !== undefined && !mergedInto
  useEffect(() => {
    if (!isHere || led === null) return
    pushToast(`Case ${led} was merged into this one`)
    void navigate(`${pathname}${search}${hash}`, { replace: true, state: null })
  }, [isHere, led, pathname, search, hash, navigate])
}
