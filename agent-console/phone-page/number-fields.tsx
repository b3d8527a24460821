import { useEffect, useState } from 'react'
import { useStore } from '../desk/use-store.ts'
import { aimOf } from './aim.ts'
import { forPeople } from './number.ts'
import type { Phones, Placed } from './phones.ts'

/** The two numbers of a phone: its own, and the one it calls. */
export const NumberFields = ({ placed, phones, isBusy }: { placed: Placed; phones: Phones; isBusy: boolean }) => {
  const line = useStore(placed.phone.line)
  const [own, setOwn] = useState(forPeople(placed.number))
  const [isWrong, setIsWrong] = useState(false)
  useEffect(() => setOwn(forPeople(placed.number)), [placed.number])
  const settle = () => setIsWrong(!phones.renumber(placed.key, own))
  const aim = aimOf(placed.to, line)
  return (
    <div className="ph-s">
      <label>
        <span>This phone</span>
        <input
          value={own}
          inputMode="tel"
          autoComplete="off"
          disabled={isBusy}
          aria-invalid={isWrong}
          onChange={(event) => setOwn(event.currentTarget.value)}
          onBlur={settle}
          onKeyDown={(event) => event.key === 'Enter' && settle()}
        />
      </label>
      {isWrong ? (
        <p className="ph-f" role="alert">
          A number begins with + and the country, such as +1 (202) 555-0168.
        </p>
      ) : null}
      <label>
        <span>Calls</span>
        <input
          value={placed.to === '' ? forPeople(aim) : placed.to}
          inputMode="tel"
          autoComplete="off"
          disabled={isBusy}
          onChange={(event) => phones.aim(placed.key, event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && placed.phone.dial(aim)}
        />
      </label>
    </div>
  )
}
