import { useEffect, useRef } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { pushToast } from '../frame/toasts.ts'
import { legName } from './call-words.ts'

/** The carrier was asked often enough and would not hold somebody, or take them back: I am told once who still hears us, or does not. */
export const useHoldNews = (call: CallView): void => {
  const refused = call.legs.filter((one) => one.holdRefused === 'given-up' && one.state !== 'ended')
  const before = useRef(refused.map((one) => one.id))
  useEffect(() => {
    const news = refused.filter((one) => !before.current.includes(one.id))
    before.current = refused.map((one) => one.id)
    for (const leg of news)
      pushToast(
        leg.isHeld
          ? `${legName(leg)} is still on hold: the carrier did not take them back. Try again.`
          : `${legName(leg)} is not on hold and hears you: the carrier refused it. Try again.`,
        { tone: 'failed' },
      )
  }, [refused])
}
