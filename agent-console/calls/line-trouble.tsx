import { useStore } from '../desk/use-store.ts'
import { qualityWords } from '../softphone/media/quality.ts'
import { phone } from './phone.ts'
import { useSoftCall } from './use-soft-call.ts'

/** What is wrong with the line, in plain words; silent while it is good. */
export const LineTrouble = ({ isHere }: { isHere: boolean }) => {
  const { state } = useStore(phone)
  const { phase, warnings, silence, isBlocked, why } = useSoftCall()
  const text =
    state.name === 'refused'
      ? `The phone does not work here: ${state.why}`
      : state.name === 'lost'
        ? 'The phone line is away. It is tried again; the caller stays on the line.'
        : !isHere
          ? why
          : isBlocked
            ? 'Click anywhere to hear the call: the browser waits for that.'
            : phase === 'reconnecting'
              ? 'The sound is away for a moment. It comes back by itself.'
              : (silence ?? (warnings[0] ? qualityWords[warnings[0]] : null))
  return text ? (
    <p className="bar-x" role="status">
      {text}
    </p>
  ) : null
}
