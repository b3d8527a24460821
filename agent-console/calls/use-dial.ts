import { useStore } from '../desk/use-store.ts'
import { may, useMe } from '../frame/me.ts'
import { phone } from './phone.ts'

/** Whether numbers on the screen can be called here, and whether the line is taken just now. */
export const useDial = () => {
  const me = useMe()
  const { state, call } = useStore(phone)
  return { isOffered: may(me, 'call.start') && state.name !== 'none' && state.name !== 'off', isBusy: call !== null }
}
