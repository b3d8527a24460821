import { IconDeviceFloppy, IconPaperclip } from '@tabler/icons-react'
import { useRef } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { DraftFiles } from './draft-files.tsx'
import { SendButtons } from './send-buttons.tsx'
import type { Composer } from './use-composer.ts'

export const ComposerFoot = ({ composer, view }: { composer: Composer; view: CaseView }) => {
  const files = useRef<HTMLInputElement>(null)
  const { draft, isNote, way, text, obstacle } = composer
  const canAttach = !isNote && way?.attachments === true
  return (
    <div className="comp-f">
      {isNote ? null : <DraftFiles files={draft.files} remove={composer.detach} />}
      {way && !way.attachments && draft.files.length > 0 ? (
        <span className="saved mut">{way.label} takes no files: they stay here</span>
      ) : null}
      <span className="sp" />
      {obstacle ? (
        <span className="obstacle" role="status">
          {obstacle}
        </span>
      ) : text ? (
        <span className="saved mut">
          <IconDeviceFloppy size={14} stroke={1.75} aria-hidden />
          <span>Draft saved</span>
        </span>
      ) : null}
      {canAttach ? (
        <>
          <input
            ref={files}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              void composer.attach(event.currentTarget.files)
              event.currentTarget.value = ''
            }}
          />
          <IconButton label="Attach" onClick={() => files.current?.click()}>
            <IconPaperclip size={16} stroke={1.75} aria-hidden />
          </IconButton>
        </>
      ) : null}
      <SendButtons composer={composer} view={view} />
    </div>
  )
}
