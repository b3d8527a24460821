import { useEffect } from 'react'
import { useStore } from '../desk/use-store.ts'
import { phone } from './phone.ts'
import { useSoftCall } from './use-soft-call.ts'

/** As far as the browser knows of them: Chromium has these two for calls, others have neither. */
type CallAction = 'togglemicrophone' | 'hangup'

/** The mute and end buttons of headsets and media keys that the browser passes on (MediaSession). */
export const useHeadset = (hangUp: () => void): void => {
  const { call } = useStore(phone)
  const { isMuted } = useSoftCall()
  useEffect(() => {
    const session = navigator.mediaSession
    if (!session || !call) return
    const on = (action: CallAction, run: (() => void) | null): void => {
      try {
        session.setActionHandler(action as MediaSessionAction, run)
      } catch {
        // This browser does not know the button.
      }
    }
    on('togglemicrophone', () => call.mute(!call.state.get().isMuted))
    on('hangup', hangUp)
    return () => {
      on('togglemicrophone', null)
      on('hangup', null)
    }
  }, [call, hangUp])
  useEffect(() => {
    const session = navigator.mediaSession as
      | (MediaSession & { setMicrophoneActive?(isActive: boolean): Promise<void> | undefined })
      | undefined
    if (call) void session?.setMicrophoneActive?.(!isMuted)
  }, [call, isMuted])
}
