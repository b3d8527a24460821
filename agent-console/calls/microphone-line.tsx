import { useEffect, useState } from 'react'
import { useStore } from '../desk/use-store.ts'
import { faultWords } from '../softphone/media/microphone-fault.ts'
import { phone } from './phone.ts'

/** Whether the browser was told to refuse the microphone; followed, because people mend it at the lock beside the address. */
const useIsRefused = (): boolean => {
  const [isRefused, setRefused] = useState(false)
  useEffect(() => {
    let status: PermissionStatus | undefined
    let isOver = false
    const look = () => setRefused(status?.state === 'denied')
    navigator.permissions
      ?.query({ name: 'microphone' as PermissionName })
      .then((found) => {
        if (isOver) return
        status = found
        status.addEventListener('change', look)
        look()
      })
      .catch(() => {
        // This browser does not tell: it says so when a call begins.
      })
    return () => {
      isOver = true
      status?.removeEventListener('change', look)
    }
  }, [])
  return isRefused
}

/** Said before a call comes: an accepted call without a microphone helps nobody. */
export const MicrophoneLine = () => {
  const { state } = useStore(phone)
  const isRefused = useIsRefused()
  if (!isRefused || state.name === 'none' || state.name === 'off') return null
  return (
    <p className="ban warn paused" role="status">
      <span>Calls will not work in this browser: nobody would hear you. {faultWords.refused}</span>
    </p>
  )
}
