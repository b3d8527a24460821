import { Modal, Switch } from '@mantine/core'
import { useStore } from '../desk/use-store.ts'
import { may, useMe } from '../frame/me.ts'
import { settings } from '../frame/settings.ts'
import { Keys } from '../signs/keys.tsx'
import { keySheet } from './key-sheet-store.ts'
import { type ActName, actNames, groupNeeds, signOf } from './keymap.ts'
import { registry } from './registry.ts'
import './key-sheet.css'

const signs = actNames.map((name) => ({ name, ...signOf(name) })).filter(({ keys }) => keys.length > 0)
const groups = [...new Set(signs.map(({ group }) => group))]
/** Where nobody does it on any screen of theirs, a key would be a promise: places to go to are listed where they can be gone to. */
const isThere = (name: ActName, there: ReadonlyMap<ActName, unknown>): boolean => !name.startsWith('go.') || there.has(name)

export const KeySheet = () => {
  const isOpen = useStore(keySheet)
  const now = useStore(settings)
  const me = useMe()
  const there = useStore(registry)
  return (
    <Modal opened={isOpen} onClose={() => keySheet.set(false)} title="Keys" size={680}>
      <div className="keysheet">
        {groups
          .filter((group) => may(me, groupNeeds[group] ?? 'me.read'))
          .map((group) => (
            <section key={group}>
              <h3>{group}</h3>
              <dl>
                {signs
                  .filter((sign) => sign.group === group && isThere(sign.name, there))
                  .map(({ name, label, keys }) => (
                    <div key={name}>
                      <dt>{label}</dt>
                      <dd>
                        {keys.map((press, at) => (
                          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list
                          <Keys key={at} keys={press} />
                        ))}
                        <span className="sr">{keys.map((press) => press.join(' ')).join(', then ')}</span>
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
      </div>
      <Switch
        label="Keys act"
        description="Off: only what the browser itself does, and the keys inside fields and menus."
        checked={now.hasKeys}
        onChange={(event) => settings.set({ ...now, hasKeys: event.currentTarget.checked })}
      />
    </Modal>
  )
}
