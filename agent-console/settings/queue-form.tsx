import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { softeningFault } from '../../server/queues/softening/wire.ts'
import type { Queue } from '../../server/queues/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { DeskError } from '../desk/desk-error.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { skillsOf } from '../people/skill-words.ts'
import { SkillsField } from '../people/skills-field.tsx'
import { TeamsField } from '../people/teams-field.tsx'
import { useStaff } from '../people/use-staff.ts'
import { Why } from '../signs/why.tsx'
import { priorityWords } from '../words/case-words.ts'
import { settingsList } from './areas.ts'
import { ChoiceField, LinesField, NumberField, Section, SwitchField } from './fields.tsx'
import { NoticeLine } from './notice-line.tsx'
import { QueuePhoneFields, type WrittenQueuePhone } from './queue-phone-fields.tsx'
import { QueueSofteningFields } from './queue-softening-fields.tsx'
import { QueueWaitingFields } from './queue-waiting-fields.tsx'
import { SaveBar } from './save-bar.tsx'
import { makeDefault, replayedOf, saveQueue, saveQueuePhone } from './settings-acts.ts'
import { TryDayDialog } from './try-day-dialog.tsx'
import { useDraft } from './use-draft.ts'
import { usePhoneSettings } from './use-phone-settings.ts'

const priorities = (['low', 'normal', 'high', 'urgent'] as const).map((value) => ({ value, label: priorityWords[value] }))
const noPhone: WrittenQueuePhone = { wrapUpSeconds: null, keepRecordingDays: null, callerId: null, needsDisposition: null }

/** Everything about one queue, saved together. */
export const QueueForm = ({ queue }: { queue: Queue }) => {
  const { queues } = useQueues()
  const { members } = useStaff()
  const { settings } = usePhoneSettings()
  const known = skillsOf(members)
  const { draft, set, changed, isChanged, reset } = useDraft(queue)
  const phone = useDraft<WrittenQueuePhone>({ ...noPhone, ...settings?.queues[queue.id] })
  const { isBusy, why, attempt } = useAttempt()
  const [isTrying, setTrying] = useState(false)
  const rules = replayedOf(changed)
  const save = (): Promise<void> =>
    attempt(async () => {
      const fault = softeningFault(draft.softening ?? [])
      if (fault) throw new DeskError('softening-order', 'invalid', `Asking for less: ${fault.why}`)
      if (isChanged) await saveQueue(queue, changed)
      reset()
      if (phone.isChanged) await saveQueuePhone(queue, { ...noPhone, ...settings?.queues[queue.id] }, phone.changed)
      phone.reset()
    })
  return (
    <>
      <AreaHead list={settingsList} title={queue.name} back={{ to: '/settings/queues', label: 'Back to the queues' }}>
        {queue.isDefault ? (
          <span className="mut">The default queue</span>
        ) : (
          <button
            type="button"
            className="btn"
            onClick={() =>
              void makeDefault(
                queue,
                queues.find((one) => one.isDefault),
              )
            }
          >
            Make default
          </button>
        )}
      </AreaHead>
      <form
        className="set-form"
        aria-label={queue.name}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Why why={why} />
        <NoticeLine of={{ what: 'queues', id: queue.id, name: queue.name, notice: queue.notice }} />
        <Section
          title="Who works on it"
          about="Whoever lacks a required skill is passed over at first; after a while the queue asks for less."
        >
          <TextInput
            label="Name"
            required
            withAsterisk={false}
            maxLength={80}
            autoComplete="off"
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <TeamsField label="Offered to the teams (none: to everyone)" value={draft.teams} onChange={(teams) => set({ teams })} />
          <TeamsField
            label="Seen only by the teams (none: by everyone)"
            value={draft.restrictedTo}
            onChange={(restrictedTo) => set({ restrictedTo })}
          />
          <SkillsField
            label="Required skills, and the least level"
            value={draft.requiredSkills}
            known={known}
            onChange={(requiredSkills) => set({ requiredSkills })}
          />
          <SkillsField
            label="Welcome skills"
            value={draft.optionalSkills}
            known={known}
            onChange={(optionalSkills) => set({ optionalSkills })}
          />
        </Section>
        <QueueSofteningFields value={draft.softening} onChange={(softening) => set({ softening })} />
        <Section title="How it is offered">
          <ChoiceField
            label="Priority of its work"
            about="At least; a case can be more urgent than its queue."
            value={draft.priority}
            choices={priorities}
            onChange={(priority) => set({ priority })}
          />
          <NumberField
            label="An offer stands"
            unit="seconds"
            about="Then it goes to the next colleague and keeps its place."
            min={5}
            max={300}
            value={draft.offerSeconds}
            onChange={(offerSeconds) => set({ offerSeconds })}
          />
          <SwitchField
            label="Agents may pick from it by themselves"
            value={draft.allowsPick}
            onChange={(allowsPick) => set({ allowsPick })}
          />
          <p className="mut">
            How much somebody does at once is a matter of the person: <Link to="/people">People</Link>.
          </p>
        </Section>
        <Section title="What comes in" about="What no queue names comes to the default one.">
          <LinesField
            label="Addresses, sites and API sources"
            about="One a line: orders@shop.example, the name of a site under Web chat, or the source of a key."
            value={draft.sources}
            onChange={(sources) => set({ sources })}
          />
        </Section>
        <Section title="Promise" about="The line on the floor, and what the service level is measured by.">
          <NumberField
            label="Calls and chats are answered within"
            unit="seconds"
            min={5}
            max={3600}
            value={draft.answerWithinSeconds}
            onChange={(answerWithinSeconds) => set({ answerWithinSeconds })}
          />
          <NumberField
            label="What can wait is answered within"
            unit="minutes"
            min={1}
            max={10_080}
            value={draft.replyWithinMinutes}
            onChange={(replyWithinMinutes) => set({ replyWithinMinutes })}
          />
          <NumberField
            label="Who hangs up sooner than this does not count"
            unit="seconds"
            min={0}
            max={120}
            value={draft.shortAbandonSeconds}
            onChange={(shortAbandonSeconds) => set({ shortAbandonSeconds })}
          />
        </Section>
        <QueueWaitingFields queue={queue} draft={draft} set={set} queues={queues} />
        <Section title="After it">
          <LinesField
            label="Dispositions"
            about="One a line."
            value={draft.dispositions}
            onChange={(dispositions) => set({ dispositions })}
          />
          {settings ? <QueuePhoneFields settings={settings} draft={phone.draft} set={phone.set} /> : null}
        </Section>
        {isChanged || phone.isChanged ? (
          <SaveBar
            isBusy={isBusy}
            reset={() => {
              reset()
              phone.reset()
            }}
          >
            {Object.keys(rules).length > 0 ? (
              <button type="button" className="btn" onClick={() => setTrying(true)}>
                Try on a day…
              </button>
            ) : null}
          </SaveBar>
        ) : null}
      </form>
      {isTrying ? <TryDayDialog queue={queue} rules={rules} close={() => setTrying(false)} /> : null}
    </>
  )
}
