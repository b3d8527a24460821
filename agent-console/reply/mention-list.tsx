import { useEffect, useState } from 'react'
import type { Member } from '../../server/staff/wire.ts'
import { Avatar } from '../signs/avatar.tsx'

const MOST = 6

interface MentionListProps {
  asked: string
  /** Whom the note can name. */
  named: readonly Member[]
  take(name: string): void
  leave(): void
}

/** Names that fit what stands behind the @. Arrows choose, Enter or Tab takes, Esc leaves. The focus stays in the text. */
export const MentionList = ({ asked, named, take, leave }: MentionListProps) => {
  const [at, setAt] = useState(0)
  const found = named.filter(({ name }) => name.toLowerCase().includes(asked.toLowerCase().trim())).slice(0, MOST)
  const chosen = found[Math.min(at, found.length - 1)]
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!chosen) return
      if (event.key === 'ArrowDown') setAt((now) => (now + 1) % found.length)
      else if (event.key === 'ArrowUp') setAt((now) => (now - 1 + found.length) % found.length)
      else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab') take(chosen.name)
      else if (event.key === 'Escape') leave()
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  }, [chosen, found.length, take, leave])
  if (!chosen) return null
  return (
    <ul className="mentions" aria-label="Colleagues">
      {found.map((member) => (
        <li key={member.id}>
          <button type="button" tabIndex={-1} className={member === chosen ? 'on' : ''} onClick={() => take(member.name)}>
            <Avatar name={member.name} of="colleague" size={20} />
            {member.name}
          </button>
        </li>
      ))}
    </ul>
  )
}
