import { useEffect, useRef } from 'react'
import type { OfferView } from '../../server/screens/wire.ts'
import { phone } from '../calls/phone.ts'
import { useStore } from '../desk/use-store.ts'
import { useMeNow } from '../frame/me.ts'
import { opensItself } from './opens-itself.ts'

/** Long enough to read a name. */
const AFTER_MS = 2_000

/** Whether this call opens by itself, as its agent's settings say: only where this tab is the phone, and never twice. */
export const useAutoAccept = (offer: OfferView, accept: () => void): boolean => {
  const { autoAccepts } = useMeNow()
  const { state, call } = useStore(phone)
  const isIt = opensItself({ autoAccepts }, offer, { state, call })
  const run = useRef(accept)
  run.current = accept
  useEffect(() => {
    if (!isIt) return
    const timer = setTimeout(() => run.current(), AFTER_MS)
    return () => clearTimeout(timer)
  }, [isIt])
  return isIt
}
