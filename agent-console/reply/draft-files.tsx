import { IconFileText, IconX } from '@tabler/icons-react'
import type { Uploaded } from '../desk/uploaded.ts'
import { size } from '../words/size.ts'

export const DraftFiles = ({ files, remove }: { files: readonly Uploaded[]; remove(id: string): void }) => (
  <span className="files">
    {files.map(({ id, name, bytes }) => (
      <span className="att" key={id}>
        <IconFileText size={14} stroke={1.75} aria-hidden />
        <bdi>{name}</bdi> <em>{size(bytes)}</em>
        <button type="button" aria-label={`Remove ${name}`} onClick={() => remove(id)}>
          <IconX size={12} stroke={1.75} aria-hidden />
        </button>
      </span>
    ))}
  </span>
)
