import { useEffect, useRef, useState } from 'preact/hooks'
import type { Screen } from '../screen.ts'
import type { Visit } from '../visit.ts'
import { Icon } from './icon.tsx'

export const Header = ({ screen, visit, canForget, close }: { screen: Screen; visit: Visit; canForget: boolean; close(): void }) => (
  <header class="wg-h">
    {screen.agent ? (
      <span class="av" aria-hidden="true">
        {screen.agent.initials}
      </span>
    ) : null}
    <div>
      <b>{screen.title}</b>
      <span>{screen.line}</span>
    </div>
    <span class="sp" />
    {canForget ? <Menu visit={visit} /> : null}
    <button type="button" class="ib" aria-label="Close chat" onClick={close}>
      <Icon name="x" />
    </button>
  </header>
)

const Menu = ({ visit }: { visit: Visit }) => {
  const [isOpen, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!isOpen) return
    box.current?.querySelector('button')?.focus()
    const leave = (event: Event): void => {
      if (!box.current?.parentElement?.contains(event.target as Node)) setOpen(false)
    }
    addEventListener('pointerdown', leave)
    addEventListener('focusin', leave)
    return () => {
      removeEventListener('pointerdown', leave)
      removeEventListener('focusin', leave)
    }
  }, [isOpen])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isOpen) return
    event.preventDefault()
    setOpen(false)
    button.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears Escape from the buttons inside
    <div class="mn" onKeyDown={onKeyDown}>
      <button type="button" class="ib" ref={button} aria-label="Menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name="dots" />
      </button>
      {isOpen ? (
        <div class="mn-b" ref={box}>
          <button
            type="button"
            onClick={() => {
              setOpen(false)
              visit.forget()
            }}
          >
            Forget this chat on this device
          </button>
        </div>
      ) : null}
    </div>
  )
}
