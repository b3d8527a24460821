import { Popover, TagsInput } from '@mantine/core'
import { IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { useAct } from '../keys/registry.ts'
import type { CaseActs } from './case-acts.ts'

export const TagsField = ({ current, acts }: { current: CaseRow; acts: CaseActs }) => {
  const [draft, setDraft] = useState<string[] | null>(null)
  const isClosed = current.status === 'closed'
  const begin = () => setDraft([...current.tags])
  useAct('case.tags', begin, !isClosed)
  const keep = () => {
    if (draft && draft.join('\n') !== current.tags.join('\n')) void acts.setTags(draft)
    setDraft(null)
  }
  return (
    <Popover opened={draft !== null} onChange={(isOpen) => isOpen || keep()} position="bottom-start" width={280} trapFocus>
      <Popover.Target>
        <button type="button" className="prop tags" disabled={isClosed} onClick={() => (draft ? keep() : begin())}>
          {current.tags.map((tag) => (
            <span className="tag" key={tag}>
              {tag}
            </span>
          ))}
          {current.tags.length === 0 ? (
            <>
              <IconTag size={14} stroke={1.75} aria-hidden />
              Add tags
            </>
          ) : (
            <span className="sr">Edit tags</span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <TagsInput
          label="Tags"
          description="Enter adds one"
          value={draft ?? []}
          onChange={(tags) => setDraft([...new Set(tags.map((tag) => tag.trim().toLowerCase().slice(0, 40)).filter(Boolean))])}
          maxTags={20}
          data-autofocus
        />
        <div className="form">
          <div className="acts">
            <button type="button" className="btn sm pri" onClick={keep}>
              Done
            </button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
