import { Menu } from '@mantine/core'
import { IconChevronDown, IconLock } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import type { Lanes } from '../timeline/lanes.ts'
import { PlugButton } from './plug-button.tsx'
import type { Composer } from './use-composer.ts'
import { plugsOf, whoAt } from './ways.ts'

/** Arrows go through the plugs, as in any group of radios. */
const onArrow = (event: KeyboardEvent<HTMLElement>) => {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (!by) return
  const plugs = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[role="radio"]:not([aria-disabled="true"])')]
  const at = plugs.indexOf(document.activeElement as HTMLButtonElement)
  const next = plugs[(at + by + plugs.length) % plugs.length]
  event.preventDefault()
  next?.focus()
  next?.click()
}

export const ComposerHead = ({ view, composer, lanes }: { view: CaseView; composer: Composer; lanes: Lanes }) => {
  const { isNote, way, choose } = composer
  const nowMs = Date.now()
  const plugs = plugsOf(view.ways, lanes.channels)
  const own = plugs.find(({ channel }) => channel === way?.channel)?.ways ?? []
  return (
    <div className="comp-h">
      <div className="plugs" role="radiogroup" aria-label="Reply by" onKeyDown={onArrow}>
        {plugs.map((one) => (
          <PlugButton key={one.channel} plug={one} isOn={!isNote && way?.channel === one.channel} choose={choose} nowMs={nowMs} />
        ))}
        <span className="vr" aria-hidden />
        {/* biome-ignore lint/a11y/useSemanticElements: it stands in a row with the plugs, which are no inputs */}
        <button
          type="button"
          role="radio"
          aria-checked={isNote}
          tabIndex={isNote ? 0 : -1}
          className={isNote ? 'plug inside on' : 'plug inside'}
          onClick={() => choose('note')}
        >
          <IconLock size={14} stroke={1.75} aria-hidden />
          Note
        </button>
      </div>
      <span className="sp" />
      {isNote ? (
        <span className="to">Stays inside</span>
      ) : own.length > 1 ? (
        <Menu position="top-end">
          <Menu.Target>
            <button type="button" className="to">
              To <b>{way?.to}</b>
              <IconChevronDown size={13} stroke={1.75} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {own.map((one) => (
              <Menu.Item key={one.id} disabled={one.sendable === 'blocked'} onClick={() => choose(one.id)}>
                {whoAt(one, nowMs)}
                {one.sendable === 'blocked' ? ', cannot be reached' : ''}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span className="to">
          To <b>{way?.to}</b>
        </span>
      )}
    </div>
  )
}
