import { type KeyboardEvent, type Ref, useState } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import { doAct } from '../keys/registry.ts'
import { firstName } from '../words/names.ts'
import { MentionList } from './mention-list.tsx'
import { mentionAt } from './mentions.ts'
import { tellTyping } from './tell-typing.ts'
import type { Composer } from './use-composer.ts'

/** Grows with the text up to a third of the screen. */
export const ComposerText = ({ composer, view, ref }: { composer: Composer; view: CaseView; ref: Ref<HTMLTextAreaElement> }) => {
  const { isNote, text, write, submit, way } = composer
  const [mention, setMention] = useState<{ asked: string; caret: number } | null>(null)

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    if (event.shiftKey) doAct('reply.send-and')
    else submit('waiting')
  }
  const complete = (name: string) => {
    if (!mention) return
    const start = mention.caret - mention.asked.length
    write(`${text.slice(0, start)}${name} ${text.slice(mention.caret)}`)
    setMention(null)
  }
  return (
    <div className="comp-t">
      {isNote && mention ? (
        <MentionList asked={mention.asked} named={composer.named} take={complete} leave={() => setMention(null)} />
      ) : null}
      <div className="grow-text" data-text={`${text}\n`}>
        <textarea
          ref={ref}
          aria-label={isNote ? 'Note, stays inside' : `Reply to ${view.customer.name} ${way ? `by ${way.label}` : ''}`}
          placeholder={isNote ? 'A note for colleagues. @ names somebody.' : `Write to ${way?.to ?? firstName(view.customer.name)}`}
          rows={2}
          value={text}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            const { value, selectionStart } = event.currentTarget
            write(value)
            const asked = isNote ? mentionAt(value, selectionStart) : null
            setMention(asked === null ? null : { asked, caret: selectionStart })
            if (!isNote && way && value) tellTyping(view.case.id, way.interactionId)
          }}
        />
      </div>
    </div>
  )
}
