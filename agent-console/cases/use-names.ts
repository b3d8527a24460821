import { useMemo } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { useMe } from '../frame/me.ts'
import { useStaff } from '../people/use-staff.ts'
import type { Names } from '../words/names.ts'
import { useQueues } from './use-queues.ts'

/** Names for the ids in sentences, with the numbers of the cases this screen knows. */
export const useNames = (known: readonly Pick<CaseRow, 'id' | 'number'>[] = []): Names => {
  const me = useMe()
  const { byId: staff } = useStaff()
  const { byId: queues } = useQueues()
  return useMemo(
    () => ({
      me: me.id,
      staff: (id) => (id === me.id ? 'You' : (staff.get(id)?.name ?? 'A colleague')),
      queue: (id) => queues.get(id)?.name ?? 'another queue',
      caseNumber: (id) => known.find((one) => one.id === id)?.number,
    }),
    [me.id, staff, queues, known],
  )
}
