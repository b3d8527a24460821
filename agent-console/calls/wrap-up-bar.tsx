import { NativeSelect } from '@mantine/core'
import { IconCheck, IconClockPlus, IconPencil } from '@tabler/icons-react'
import type { CallView } from '../../server/calls/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { useNow } from '../frame/use-now.ts'
import { usePhoneSettings } from '../settings/use-phone-settings.ts'
import { dispositionWords } from '../words/names.ts'
import { BarButton } from './bar-button.tsx'
import { callActs } from './call-acts.ts'
import { clock, partyName } from './call-words.ts'
import { PartyLink } from './party-link.tsx'

const usual = ['solved', 'follow-up needed', 'wrong number']
const MORE_S = 60

/** The call is over and its agent writes it up: no new work until this is done or its time is over. */
export const WrapUpBar = ({ call }: { call: CallView }) => {
  const now = useNow(1000)
  const { byId } = useQueues()
  const own = byId.get(call.queueId ?? '')?.dispositions ?? []
  const choices = own.length > 0 ? own : usual
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
        <NativeSelect
          aria-label="How it ended"
          value={call.disposition ?? ''}
          onChange={(event) => void callActs.wrapUp(call, { disposition: event.currentTarget.value })}
          data={[
            { value: '', label: 'How did it end?', disabled: true },
            ...choices.map((one) => ({ value: one, label: dispositionWords(one) })),
          ]}
        />
        <div className="bar-a">
          <BarButton label="1 min more" icon={IconClockPlus} onClick={() => void callActs.wrapUp(call, { extendSeconds: MORE_S })} />
          <BarButton label="Done" icon={IconCheck} isDisabled={isMissing} onClick={() => void callActs.wrapUp(call, { isDone: true })} />
        </div>
      </div>
    </section>
  )
}
