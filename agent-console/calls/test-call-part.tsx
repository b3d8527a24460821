import { IconPhoneCall, IconPhoneOff } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useStore } from '../desk/use-store.ts'
import { may, useMe } from '../frame/me.ts'
import { type Phone, phone } from './phone.ts'
import { isGoing, startTest, stopTest, type TestState, testCall } from './test-call.ts'

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

const stages: Record<Exclude<TestState['name'], 'wrong'>, string> = {
  idle: 'You call this desk, say something and hear it back. Nothing of it is kept.',
  dialling: 'Calling the test line.',
  speak: 'Say something after the tone.',
  listen: 'Listen: you hear yourself in a moment.',
  done: 'Your test call is over. If you did not hear yourself, choose another device and test again.',
  silent: 'Nothing was recorded. Check the microphone and test again.',
  failed: 'The test call ended before you could hear yourself. Test again.',
}

/** Why no test call can be made now; empty when it can. */
const obstacle = ({ state, call }: Phone): string => {
  if (call) return 'You are in a call: test when it is over.'
  if (state.name === 'ready') return ''
  if (state.name === 'none') return 'This desk has no phone.'
  if (state.name === 'elsewhere') return 'Another tab of this browser is your phone: test there.'
  return state.name === 'refused' ? state.why : 'The phone has no connection to the carrier. It tries again by itself.'
}

/** A real call over the carrier to nobody: whether one is heard, and hears. Drawn for who may take calls. */
export const TestCallPart = ({ hasMicrophone }: { hasMicrophone: boolean }) => {
  const me = useMe()
  const now = useStore(phone)
  const test = useStore(testCall)
  useEffect(() => () => void stopTest(), [])
  if (!may(me, 'call.answer')) return null
  const goes = isGoing(test)
  const why = goes ? '' : obstacle(now)
  return (
    <div className="snd-t">
      {goes ? (
        <button type="button" className="btn" onClick={() => void stopTest()}>
          <IconPhoneOff {...icon} />
          Stop the test
        </button>
      ) : (
        <button type="button" className="btn" disabled={!hasMicrophone || why !== ''} onClick={() => void startTest()}>
          <IconPhoneCall {...icon} />
          Test call
        </button>
      )}
      <p className="mut" role="status">
        {why || (test.name === 'wrong' ? `Not called: ${test.why}` : stages[test.name])}
      </p>
    </div>
  )
}
