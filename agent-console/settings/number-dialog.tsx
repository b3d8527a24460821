import { Modal, TextInput } from '@mantine/core'
import type { NumberView } from '../../server/calls/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { ChoiceField, SwitchField } from './fields.tsx'
import { NumberField } from './number-field.tsx'
import { addNumber, saveNumber } from './settings-acts.ts'
import { useDraft } from './use-draft.ts'
import { useMenus } from './use-phone-settings.ts'

type Wish = Pick<NumberView, 'number' | 'label' | 'flow' | 'queueId' | 'isRecorded'>
const fresh: Wish = { number: '', label: '', flow: '', queueId: null, isRecorded: false }

/** What answers at a number; without one, a new number. */
export const NumberDialog = ({ number, close }: { number: NumberView | null; close(): void }) => {
  const { draft, set, changed } = useDraft<Wish>(number ?? fresh)
  const { flows } = useMenus()
  const { queues } = useQueues()
  // Parts that menus go through answer at no number by themselves; one that does already stays to be seen.
  const menus = flows.filter((one) => one.usedBy.length === 0 || one.name === draft.flow)
  return (
    <Modal opened onClose={close} title={number ? number.number : 'Add a number'} size={460}>
      <DialogForm
        run={async () => {
          if (number) {
            if (Object.keys(changed).length > 0) await saveNumber(number, changed)
          } else {
            const { number: typed, label, flow, queueId, isRecorded } = draft
            await addNumber({ number: typed.replaceAll(/[\s().-]/g, ''), label: label.trim(), flow, queueId, isRecorded })
          }
          close()
        }}
        close={close}
        leave={number ? 'Leave as it was' : 'Add none'}
        act={number ? 'Save' : 'Add number'}
      >
        {number ? null : (
          <NumberField
            value={draft.number}
            onChange={(typed) => set({ number: typed })}
            onName={(label) => {
              if (draft.label.trim() === '') set({ label })
            }}
          />
        )}
        <TextInput
          label="Label"
          description="What colleagues call it: Support, Orders in German."
          inputWrapperOrder={['label', 'input', 'description']}
          required
          withAsterisk={false}
          maxLength={80}
          autoComplete="off"
          data-autofocus={number ? true : undefined}
          value={draft.label}
          onChange={(event) => set({ label: event.currentTarget.value })}
        />
        <ChoiceField
          label="Phone menu that answers"
          value={draft.flow}
          choices={[
            { value: '', label: 'None: straight to the queue' },
            ...menus.map(({ name, title }) => ({ value: name, label: title })),
            ...(draft.flow !== '' && !menus.some((one) => one.name === draft.flow)
              ? [{ value: draft.flow, label: `${draft.flow}, which is not there` }]
              : []),
          ]}
          onChange={(flow) => set({ flow })}
        />
        <ChoiceField
          label="Queue"
          about="For who reaches no menu, and for whatever the menu does not name."
          value={draft.queueId ?? ''}
          choices={[{ value: '', label: 'The default queue' }, ...queues.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(queueId) => set({ queueId: queueId || null })}
        />
        <SwitchField
          label="Calls are recorded"
          about="Only of callers who agreed when the menu asked them."
          value={draft.isRecorded}
          onChange={(isRecorded) => set({ isRecorded })}
        />
      </DialogForm>
    </Modal>
  )
}
