import { IconCheck, IconClockPlus, IconPencil } from '@tabler/icons-react'
import type { CallView } from '../../server/calls/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { usePhoneSettings } from '../settings/use-phone-settings.ts'
import { BarButton } from './bar-button.tsx'
import { callActs } from './call-acts.ts'
import { clock, partyName } from './call-words.ts'
import { OutcomeChoice } from './outcome-choice.tsx'
import { PartyLink } from './party-link.tsx'

const MORE_S = 60

/** The call is over and its agent writes it up: no new work until this is done or its time is over. */
export const WrapUpBar = ({ call }: { call: CallView }) => {
  const now = useNow(1000)
  const { settings } = usePhoneSettings()
  const needsWords = settings?.queues[call.queueId ?? '']?.needsDisposition ?? settings?.needsDisposition ?? false
  const isMissing = needsWords && call.disposition === null
  const leftMs = call.wrapUpEndsAt ? Date.parse(call.wrapUpEndsAt) - now : 0
  return (
    <section className="bar" aria-label={`Wrap-up of the call with ${partyName(call)}`}>
      <div className="bar-1">
        <IconPencil size={20} stroke={1.75} aria-hidden />
        <div className="bar-w">
          <PartyLink call={call} />
          <span>{isMissing ? 'Wrap-up: say how it ended, then you are done' : 'Wrap-up: no new work until you are done'}</span>
        </div>
        <span className="bar-t" role="timer" aria-label="Time left for wrap-up">
          {clock(leftMs)}
        </span>
        <span className="sp" />
        <OutcomeChoice call={call} />
        <div className="bar-a">
          <BarButton label="1 min more" icon={IconClockPlus} onClick={() => void callActs.wrapUp(call, { extendSeconds: MORE_S })} />
          <BarButton label="Done" icon={IconCheck} isDisabled={isMissing} onClick={() => void callActs.wrapUp(call, { isDone: true })} />
        </div>
      </div>
    </section>
  )
}
