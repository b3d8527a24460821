import { createContext, useContext } from 'react'
import { rowsOf } from '../../server/platform/wire/live.ts'
import type { Me } from '../../server/sign-in/wire.ts'
import type { Member } from '../../server/staff/wire.ts'
import { useTopic } from '../desk/use-topic.ts'

export const MeContext = createContext<Me | null>(null)

/** Who is signed in. Only below the gate. */
export const useMe = (): Me => {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe stands above the gate')
  return me
}

/** The same with presence as it is now. */
export const useMeNow = (): Member => {
  const me = useMe()
  const { rows } = useTopic(`work:${me.id}`)
  return rowsOf<Member>(rows, 'member').find((one) => one.id === me.id) ?? me
}

/** What a role may do is the desk's table; here it only decides what is drawn. */
export const may = (me: Me, permission: string): boolean => me.permissions.includes(permission)
export const seesCases = (me: Me): boolean => may(me, 'case.read')
