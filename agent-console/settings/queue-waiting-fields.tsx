import type { Queue } from '../../server/queues/wire.ts'
import { ChoiceField, NumberField, Section, SwitchField } from './fields.tsx'

const instead = [
  { value: 'voicemail', label: 'Leave a message' },
  { value: 'callback', label: 'Be called back' },
  { value: 'message', label: 'Hear that nobody is free, and the call ends' },
] as const

interface QueueWaitingFieldsProps {
  queue: Queue
  draft: Queue
  set(part: Partial<Queue>): void
  queues: readonly Queue[]
}

/** What waiting means here: how long, where else, and what when nobody is there. */
export const QueueWaitingFields = ({ queue, draft, set, queues }: QueueWaitingFieldsProps) => {
  const others = queues.filter((one) => one.id !== queue.id)
  const { overflow, maxWait } = draft
  return (
    <Section title="Waiting" about="A phone menu that says something of its own about this comes first.">
      {others.length > 0 ? (
        <SwitchField
          label="Overflows into another queue"
          about="Its work goes on waiting there, once, with the age it has."
          value={overflow !== null}
          onChange={(does) => set({ overflow: does ? { queueId: others[0]?.id ?? '', afterSeconds: 120, atLength: null } : null })}
        />
      ) : null}
      {overflow ? (
        <div className="set-in">
          <ChoiceField
            label="Into"
            value={overflow.queueId}
            choices={others.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(queueId) => set({ overflow: { ...overflow, queueId } })}
          />
          <SwitchField
            label="After a while"
            value={overflow.afterSeconds !== null}
            onChange={(does) => set({ overflow: { ...overflow, afterSeconds: does ? 120 : null } })}
          />
          {overflow.afterSeconds === null ? null : (
            <NumberField
              label="After"
              unit="seconds"
              min={5}
              max={86_400}
              value={overflow.afterSeconds}
              onChange={(afterSeconds) => set({ overflow: { ...overflow, afterSeconds } })}
            />
          )}
          <SwitchField
            label="When it is long"
            value={overflow.atLength !== null}
            onChange={(does) => set({ overflow: { ...overflow, atLength: does ? 10 : null } })}
          />
          {overflow.atLength === null ? null : (
            <NumberField
              label="When so many wait before it"
              min={1}
              max={1000}
              value={overflow.atLength}
              onChange={(atLength) => set({ overflow: { ...overflow, atLength } })}
            />
          )}
        </div>
      ) : null}
      <SwitchField
        label="Nobody waits on the phone for longer than"
        value={maxWait !== null}
        onChange={(does) => set({ maxWait: does ? { minutes: 20, instead: 'voicemail' } : null })}
      />
      {maxWait ? (
        <div className="set-in">
          <NumberField
            label="Longest wait"
            unit="minutes"
            min={1}
            max={240}
            value={maxWait.minutes}
            onChange={(minutes) => set({ maxWait: { ...maxWait, minutes } })}
          />
          <ChoiceField
            label="Then the caller can"
            value={maxWait.instead}
            choices={instead}
            onChange={(then) => set({ maxWait: { ...maxWait, instead: then } })}
          />
        </div>
      ) : null}
      <ChoiceField
        label="While nobody who serves it is signed in, a caller can"
        value={draft.whenNobody}
        choices={[{ value: 'wait', label: 'Wait all the same' }, ...instead]}
        onChange={(whenNobody) => set({ whenNobody })}
      />
    </Section>
  )
}
