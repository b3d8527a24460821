import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { Notice } from '../../server/queues/wire.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { SpokenField } from './fields.tsx'
import { type NoticeOf, setNotice } from './settings-acts.ts'
import { useMenus, usePhoneSettings } from './use-phone-settings.ts'

const choices: { mode: Notice['mode'] | 'off'; label: string; about: string }[] = [
  { mode: 'off', label: 'As usual', about: 'Callers hear the menu and nothing else.' },
  { mode: 'message', label: 'Tell callers first', about: 'They hear the message before anything else, and then go on.' },
  {
    mode: 'closed',
    label: 'Closed',
    about: 'They hear the message instead, and the call ends. Who waits already hears it within a minute.',
  },
]

/** One switch for a queue or a number: a message before the menu, or instead of it. */
export const NoticeDialog = ({ of, close }: { of: NoticeOf; close(): void }) => {
  const { settings } = usePhoneSettings()
  const { languages } = useMenus()
  const [mode, setMode] = useState<Notice['mode'] | 'off'>(of.notice?.mode ?? 'message')
  const [texts, setTexts] = useState<Notice['texts']>(of.notice?.texts ?? {})
  return (
    <Modal opened onClose={close} title={`Notice for ${of.name}`} size={480}>
      <DialogForm
        run={async () => {
          await setNotice(of, { mode, texts: mode === 'off' ? {} : texts })
          close()
        }}
        close={close}
        leave="Leave as it was"
        act={mode === 'off' ? 'Back to usual' : mode === 'message' ? 'Tell callers' : 'Close'}
        isDanger={mode === 'closed'}
      >
        <fieldset className="choices tall">
          <legend className="sr">What callers hear</legend>
          {choices.map((one) => (
            <label key={one.mode} className={one.mode === mode ? 'on' : ''}>
              <input
                type="radio"
                name="notice"
                value={one.mode}
                checked={one.mode === mode}
                data-autofocus={one.mode === mode || undefined}
                onChange={() => setMode(one.mode)}
              />
              <span>
                <b>{one.label}</b>
                <small>{one.about}</small>
              </span>
            </label>
          ))}
        </fieldset>
        {mode === 'off' ? null : (
          <SpokenField
            label="What is said. Left empty, it is the text that is prepared under Phone"
            languages={languages}
            value={texts}
            onChange={setTexts}
            {...(settings ? { placeholder: settings.noticeTexts[mode] } : {})}
          />
        )}
        <p className="mut">It counts from the next moment on. Who set it, and when, is noted in the audit log.</p>
      </DialogForm>
    </Modal>
  )
}
