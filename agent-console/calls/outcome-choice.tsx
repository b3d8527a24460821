import { NativeSelect } from '@mantine/core'
import type { CallView } from '../../server/calls/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { queryClient } from '../desk/query-client.ts'
import { dispositionWords } from '../words/names.ts'
import { callActs } from './call-acts.ts'

const usual = ['solved', 'follow-up needed', 'wrong number']

/** How the call ended, in the words of its queue: while it is written up, and later where that was left out. */
export const OutcomeChoice = ({ call }: { call: CallView }) => {
  const { byId } = useQueues()
  const own = byId.get(call.queueId ?? '')?.dispositions ?? []
  const choices = own.length > 0 ? own : usual
  const say = async (disposition: string): Promise<void> => {
    await callActs.wrapUp(call, { disposition })
    if (call.lacksOutcome) for (const key of ['calls', 'past-calls']) void queryClient.invalidateQueries({ queryKey: [key] })
  }
  return (
    <NativeSelect
      aria-label="How it ended"
      value={call.disposition ?? ''}
      onChange={(event) => void say(event.currentTarget.value)}
      data={[
        { value: '', label: 'How did it end?', disabled: true },
        ...choices.map((one) => ({ value: one, label: dispositionWords(one) })),
      ]}
    />
  )
}
