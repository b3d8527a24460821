import { IconLayoutColumns, IconPlus } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useStore } from '../desk/use-store.ts'
import { Mark } from '../signs/mark.tsx'
import { padKeyOf } from './keypad.ts'
import { PhoneCard } from './phone-card.tsx'
import type { Phones } from './phones.ts'
import { SoundNotice } from './sound-notice.tsx'

const MOST = 6

const isField = (element: Element | null): boolean => element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement

export const PhonePage = ({ phones }: { phones: Phones }) => {
  const all = useStore(phones.all)
  const [active, setActive] = useState('')
  const one = all.find(({ key }) => key === active) ?? all[0]
  // Digits typed anywhere but in a field go to the phone that was touched last.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const key = padKeyOf(event)
      if (!key || event.repeat || isField(document.activeElement)) return
      if (one?.phone.view.get().call?.state === 'live') one.phone.press(key)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [one])
  return (
    <div className="pp">
      <header>
        <Mark />
        <h1>Phone page</h1>
        <span className="sbx">Sandbox</span>
        <span className="mut about">Calls stay on this computer. Sound runs over WebRTC to the agent.</span>
        <span className="sp" />
        <button type="button" className="btn sm" onClick={phones.add} disabled={all.length >= MOST}>
          <IconPlus size={15} stroke={1.75} aria-hidden />
          <span className="word">Another phone</span>
        </button>
        <a className="btn sm" href="/" target="_blank" rel="noreferrer">
          <IconLayoutColumns size={15} stroke={1.75} aria-hidden />
          <span className="word">Open console</span>
        </a>
      </header>
      <SoundNotice sound={phones.sound} />
      <main data-alone={all.length === 1 || undefined}>
        {all.map((placed, at) => (
          <PhoneCard
            key={placed.key}
            placed={placed}
            name={all.length > 1 ? `Phone ${at + 1}` : 'Phone'}
            phones={phones}
            isActive={all.length > 1 && placed === one}
            touch={() => setActive(placed.key)}
          />
        ))}
      </main>
    </div>
  )
}
