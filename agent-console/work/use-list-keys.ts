import { useNavigate, useParams } from 'react-router'
import { useAct } from '../keys/registry.ts'

/** `J` and `K` go through the list on screen, and open what they reach. `here`: which is open. */
export const useListKeysFrom = (here: string | undefined, ids: readonly string[], to: (id: string) => string): void => {
  const navigate = useNavigate()
  const step = (by: 1 | -1) => {
    const at = here ? ids.indexOf(here) : -1
    const next = ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))]
    if (!next || next === here) return
    void navigate(to(next))
    document.querySelector(`[data-case="${CSS.escape(next)}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  useAct('list.next', () => step(1), ids.length > 0)
  useAct('list.previous', () => step(-1), ids.length > 0)
}

/** The same where the address names the open one. */
export const useListKeys = (ids: readonly string[], to: (id: string) => string, param = 'caseId'): void =>
  useListKeysFrom(useParams()[param], ids, to)
