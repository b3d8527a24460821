import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { MadeApiKey } from '../../server/sign-in/wire.ts'
import { CopyLine } from '../frame/copy-line.tsx'
import { DialogForm } from '../frame/dialog-form.tsx'
import { DialogNotice } from '../frame/dialog-notice.tsx'
import { useMe } from '../frame/me.ts'
import { ChoiceField } from './fields.tsx'
import { makeKey } from './settings-acts.ts'

const spans = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '730', label: 'Two years' },
] as const

/** `case.read` stands with the other acts on cases. */
const grouped = (permissions: readonly string[]): [string, string[]][] => {
  const groups = new Map<string, string[]>()
  for (const one of permissions) {
    const noun = one.split(/[.:]/)[0] ?? one
    groups.set(noun, [...(groups.get(noun) ?? []), one])
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b))
}

const Shown = ({ made, close }: { made: MadeApiKey; close(): void }) => (
  <DialogNotice close={close}>
    <p>Copy it now: it is shown only this once. Programs send it as Authorization: Bearer, followed by the key.</p>
    <CopyLine label="Key" value={made.key} />
  </DialogNotice>
)

/** Makes a key and shows it, once. A click beside the dialog does not close it: what is shown would be gone. */
export const NewKeyDialog = ({ close }: { close(): void }) => {
  const me = useMe()
  const [name, setName] = useState('')
  const [source, setSource] = useState('')
  const [scopes, setScopes] = useState<readonly string[]>([])
  const [days, setDays] = useState<string>('365')
  const [made, setMade] = useState<MadeApiKey | null>(null)
  return (
    <Modal
      opened
      onClose={close}
      title={made ? `The key “${made.apiKey.name}”` : 'Make a key'}
      size={520}
      closeOnClickOutside={false}
      closeOnEscape={!made}
    >
      {made ? (
        <Shown made={made} close={close} />
      ) : (
        <DialogForm
          run={async () =>
            setMade(
              await makeKey({
                name: name.trim(),
                scopes: [...scopes],
                expiresInDays: Number(days),
                ...(source.trim() ? { source: source.trim() } : {}),
              }),
            )
          }
          close={close}
          leave="Make none"
          act="Make the key"
        >
          <TextInput
            label="Name"
            description="What uses it: the web shop, the night export."
            inputWrapperOrder={['label', 'input', 'description']}
            required
            withAsterisk={false}
            maxLength={80}
            autoComplete="off"
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Source"
            description="What its messages are known by, if it hands some in. A queue can name it. Left empty, the key itself."
            inputWrapperOrder={['label', 'input', 'description']}
            maxLength={60}
            pattern="[a-z0-9][a-z0-9._\-]*"
            autoComplete="off"
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <ChoiceField label="Good for" value={days} choices={spans} onChange={setDays} />
          <fieldset className="set-scopes">
            <legend>What it may do. It never may more than you.</legend>
            {grouped(me.permissions).map(([noun, ones]) => (
              <div key={noun}>
                <span>{noun}</span>
                {ones.map((one) => (
                  <label key={one}>
                    <input
                      type="checkbox"
                      checked={scopes.includes(one)}
                      onChange={(event) =>
                        setScopes(event.currentTarget.checked ? [...scopes, one] : scopes.filter((other) => other !== one))
                      }
                    />
                    {one.slice(noun.length + 1)}
                  </label>
                ))}
              </div>
            ))}
          </fieldset>
        </DialogForm>
      )}
    </Modal>
  )
}
