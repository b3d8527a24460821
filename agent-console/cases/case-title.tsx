import { useEffect, useRef, useState } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { useAct } from '../keys/registry.ts'
import { withPhoneWords } from '../words/phone-words.ts'
import type { CaseActs } from './case-acts.ts'

/** A heading that turns into a field where it stands. Enter keeps, Esc leaves it as it was. */
export const CaseTitle = ({ current, acts }: { current: CaseRow; acts: CaseActs }) => {
  const [draft, setDraft] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const isEditing = draft !== null
  useEffect(() => {
    if (isEditing) field.current?.select()
  }, [isEditing])
  const begin = () => setDraft(current.title)
  useAct('case.title', begin)
  const keep = () => {
    const title = draft?.trim()
    setDraft(null)
    if (title && title !== current.title) void acts.setTitle(title)
  }
  if (draft === null)
    return (
      <h1>
        <button type="button" className="title" title="Change the title" onClick={begin}>
          {withPhoneWords(current.title)}
        </button>
      </h1>
    )
  return (
    <input
      ref={field}
      className="title-field"
      aria-label="Title of the case"
      value={draft}
      maxLength={200}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
        if (event.key !== 'Escape') return
        event.preventDefault()
        setDraft(null)
      }}
    />
  )
}
