import { useMemo } from 'react'
import { useQueues } from '../cases/use-queues.ts'
import { useMe } from '../frame/me.ts'
import { useStaff } from '../people/use-staff.ts'
import { mayBeNamed } from './may-be-named.ts'

/** Whom a note in a case of this queue can name. */
export const useNamed = (queueId: string) => {
  const me = useMe()
  const { members } = useStaff()
  const queue = useQueues().byId.get(queueId)
  return useMemo(() => mayBeNamed(members, queue, me.id), [members, queue, me.id])
}
