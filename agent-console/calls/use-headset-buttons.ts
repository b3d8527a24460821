import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from '../desk/use-store.ts'
import type { Press } from '../softphone/headset/buttons.ts'
import { headsets, startHeadsets } from '../softphone/headset/headsets.ts'
import { hidOf } from '../softphone/headset/hid.ts'
import { lampsOf, mayStillCome, meaningOf, type PhoneNow } from '../softphone/headset/meaning.ts'
import { type Phone, phone } from './phone.ts'
import { type Ringing, ringing } from './ringing.ts'
import { useSoftCall } from './use-soft-call.ts'

const placeOf = ({ name }: Phone['state']): 'here' | 'elsewhere' | 'no-phone' =>
  name === 'elsewhere' ? 'elsewhere' : name === 'none' || name === 'off' ? 'no-phone' : 'here'

/** Later than that no line opens any more: whoever accepted has eight seconds to come to it. */
const LINE_MS = 10_000

/** The buttons and lights of headsets that the browser lends to this page (WebHID), where this page is the phone. */
export const useHeadsetButtons = (hangUp: () => void): void => {
  const { state, call } = useStore(phone)
  const { isMuted } = useSoftCall()
  const rings = useStore(ringing)
  const here = useStore(headsets)
  const [answered, setAnswered] = useState<readonly Ringing[] | null>(null)
  const isAnswering = call === null && mayStillCome(answered, rings)
  const now: PhoneNow = { isRinging: rings.length > 0, isInCall: call !== null, isMuted, isAnswering }
  const { isRinging, isInCall } = now

  const act = (press: Press): void => {
    const meant = meaningOf(press, now)
    if (press.button === 'hook' && press.to === 'off') setAnswered(null)
    if (meant === 'answer') {
      setAnswered(rings)
      rings[0]?.answer()
    } else if (meant === 'hang-up') hangUp()
    else if (meant) call?.mute(meant === 'mute')
  }
  const latest = useRef(act)
  useLayoutEffect(() => {
    latest.current = act
  })

  useEffect(() => {
    if (answered === null) return
    if (call !== null) return setAnswered(null)
    const timer = setTimeout(() => setAnswered(null), LINE_MS)
    return () => clearTimeout(timer)
  }, [answered, call])

  const place = placeOf(state)
  useEffect(() => {
    const hid = hidOf(navigator)
    if (place !== 'here' || !hid) {
      headsets.set(place === 'here' ? 'impossible' : place)
      return
    }
    const started = startHeadsets(hid, (press) => latest.current(press))
    headsets.set(started)
    // A headset left off the hook would seem to be in a call.
    addEventListener('pagehide', started.stop)
    return () => {
      removeEventListener('pagehide', started.stop)
      headsets.set('no-phone')
      started.stop()
    }
  }, [place])
  useEffect(() => {
    if (typeof here === 'object') here.light(lampsOf({ isRinging, isInCall, isMuted, isAnswering }))
  }, [here, isRinging, isInCall, isMuted, isAnswering])
}
