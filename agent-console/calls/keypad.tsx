import { Popover } from '@mantine/core'
import { IconGridDots } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { SoftCall } from '../softphone/softphone.ts'
import { BarButton } from './bar-button.tsx'

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** Tones for the other side's menu. While it is open the number keys are its own. */
export const Keypad = ({ call, isOpen, setOpen }: { call: SoftCall; isOpen: boolean; setOpen(isOpen: boolean): void }) => {
  const [sent, setSent] = useState('')
  const press = (digit: string) => {
    call.sendDigits(digit)
    setSent((before) => `${before}${digit}`.slice(-20))
  }
  useEffect(() => {
    if (!isOpen) return setSent('')
    const onKey = (event: KeyboardEvent) => {
      if (!keys.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      event.stopPropagation()
      call.sendDigits(event.key)
      setSent((before) => `${before}${event.key}`.slice(-20))
    }
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  }, [isOpen, call])
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom" shadow="xl" trapFocus>
      <Popover.Target>
        <BarButton label="Keypad" keys="D" icon={IconGridDots} isOn={isOpen} onClick={() => setOpen(!isOpen)} />
      </Popover.Target>
      <Popover.Dropdown>
        <output className="keyed" aria-live="polite">
          {sent || <span className="mut">Type or press</span>}
        </output>
        <div className="keypad">
          {keys.map((digit) => (
            <button key={digit} type="button" className="btn" onClick={() => press(digit)}>
              {digit}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
