import { Modal, TextInput } from '@mantine/core'
import { useStore } from '../desk/use-store.ts'
import { SwitchField } from '../settings/fields.tsx'
import type { NoticeKind } from './may-tell.ts'
import { may, useMe } from './me.ts'
import { type Settings, settings } from './settings.ts'
import './notices-dialog.css'

/** Until somebody chooses others. */
const night = { from: '20:00', to: '07:00' }

const kinds: { kind: NoticeKind; label: string; permission: string }[] = [
  { kind: 'offer', label: 'An offer waits for you', permission: 'work.answer' },
  { kind: 'mention', label: 'A note names you', permission: 'case.read' },
  { kind: 'held', label: 'A message to a case of yours is held back', permission: 'message.release' },
  { kind: 'help', label: 'A colleague asks for help in a call', permission: 'call.listen' },
]

/** What the system tells while the page is not seen, and when it does not. Each choice holds at once. */
export const NoticesDialog = ({ close }: { close(): void }) => {
  const me = useMe()
  const now = useStore(settings)
  const { noticesOff: off = [], quietHours = null } = now
  const set = (more: Partial<Settings>) => settings.set({ ...now, ...more })
  const times = (quietHours && (['from', 'to'] as const)) || []
  return (
    <Modal opened onClose={close} title="What is notified" size={400}>
      <div className="form">
        {kinds
          .filter(({ permission }) => may(me, permission))
          .map(({ kind, label }) => (
            <SwitchField
              key={kind}
              label={label}
              value={!off.includes(kind)}
              onChange={(isOn) => set({ noticesOff: isOn ? off.filter((one) => one !== kind) : [...off, kind] })}
            />
          ))}
        <SwitchField
          label="Quiet hours"
          about="Nothing is notified between these times, by the clock of this computer."
          value={quietHours !== null}
          onChange={(isOn) => set({ quietHours: isOn ? night : null })}
        />
        {quietHours ? (
          <div className="quiet">
            {times.map((end) => (
              <TextInput
                key={end}
                label={end === 'from' ? 'From' : 'To'}
                type="time"
                required
                withAsterisk={false}
                value={quietHours[end]}
                // A time that is being typed is none yet.
                onChange={({ currentTarget: { value } }) => value && set({ quietHours: { ...quietHours, [end]: value } })}
              />
            ))}
          </div>
        ) : null}
        <p className="mut">
          Notifications come only while this page is not seen, and none while you are away
          {may(me, 'call.listen') ? ', but for calls for help' : ''}.
        </p>
        <div className="acts">
          <button type="button" className="btn pri" onClick={close}>
            Done
          </button>
        </div>
      </div>
    </Modal>
  )
}
