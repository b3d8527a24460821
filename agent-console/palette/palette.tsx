import { Modal } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { useStore } from '../desk/use-store.ts'
import { may, useMe } from '../frame/me.ts'
import { doAct } from '../keys/registry.ts'
import { PaletteRow } from './palette-row.tsx'
import { closePalette, palette } from './palette-store.ts'
import { type Choice, useChoices } from './use-choices.tsx'
import './palette.css'

const Inside = () => {
  const { choose } = useStore(palette)
  const maySearch = may(useMe(), 'search.read')
  const [asked, setAsked] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const { groups, isSearching, note } = useChoices(asked)
  const all = groups.flatMap(({ choices }) => choices)
  const chosen = all[Math.min(at, all.length - 1)]

  const take = (choice: Choice) => {
    closePalette()
    // The palette gives the focus back first; then the act may take it.
    setTimeout(() => (choice.act ? doAct(choice.act) : choice.run()), 0)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by && all.length > 0) {
      event.preventDefault()
      setAt((Math.min(at, all.length - 1) + by + all.length) % all.length)
    }
    if (event.key === 'Enter' && chosen) {
      event.preventDefault()
      take(chosen)
    }
  }
  return (
    <>
      <div className="pal-i">
        <IconSearch size={18} stroke={1.75} aria-hidden />
        <input
          role="combobox"
          aria-expanded
          aria-controls={`${id}list`}
          aria-activedescendant={chosen ? `${id}${chosen.key}` : undefined}
          aria-label={choose?.title ?? 'Search and commands'}
          placeholder={
            choose ? 'Name, number or address' : maySearch ? 'Search cases, customers, messages, or say what to do' : 'Say what to do'
          }
          value={asked}
          data-autofocus
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setAsked(event.currentTarget.value)
            setAt(0)
          }}
        />
        {choose ? <span className="chip">{choose.title}</span> : null}
      </div>
      <div className="pal-s" role="listbox" id={`${id}list`} aria-label="Results">
        {groups.map(({ title, choices }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options
          <div role="group" aria-label={title} key={title}>
            <p className="pal-g" aria-hidden>
              {title}
            </p>
            {choices.map((choice) => (
              <PaletteRow key={choice.key} id={`${id}${choice.key}`} choice={choice} isOn={choice === chosen} take={take} />
            ))}
          </div>
        ))}
      </div>
      <p className="pal-n" role="status">
        {isSearching ? 'Searching' : (note ?? (asked && all.length === 0 ? 'Nothing found' : ''))}
      </p>
    </>
  )
}

/** Every act, case, customer and message in one place. */
export const Palette = () => {
  const { isOpen } = useStore(palette)
  return (
    <Modal.Root opened={isOpen} onClose={closePalette} size={560} yOffset="12vh" radius={14} padding={0}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search and commands">{isOpen ? <Inside /> : null}</Modal.Content>
    </Modal.Root>
  )
}
