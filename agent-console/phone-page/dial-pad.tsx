import { useStore } from '../desk/use-store.ts'
import { keypad } from './keypad.ts'
import { toE164 } from './number.ts'
import type { Phones, Placed } from './phones.ts'

/** Keys for a machine that asks; without a call they write the number to call. */
export const DialPad = ({ placed, phones }: { placed: Placed; phones: Phones }) => {
  const { call } = useStore(placed.phone.view)
  const press = (key: string) => {
    placed.phone.press(key)
    if (call && call.state !== 'ended') return
    // A whole number stands there: the next key begins another one.
    const before = toE164(placed.to) ? '' : placed.to
    phones.aim(placed.key, `${before || '+'}${key}`)
  }
  return (
    <fieldset className="dp">
      <legend className="sr">Keypad</legend>
      {keypad.map(({ key, letters }) => (
        <button type="button" key={key} onClick={() => press(key)} aria-label={key}>
          <b>{key}</b>
          <span aria-hidden>{letters}</span>
        </button>
      ))}
    </fieldset>
  )
}
