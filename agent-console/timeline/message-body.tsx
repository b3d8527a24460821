import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import type { MessageView } from '../../server/hub/wire.ts'
import { counted } from '../words/case-words.ts'
import { foldQuotes, lineCount } from '../words/fold-quotes.ts'
import { Attachments } from './attachments.tsx'
import { HtmlFrame } from './html-frame.tsx'
import { Said } from './said.tsx'

/** The text; what was quoted folds, and the mail as it was sent is shown when asked for. */
export const MessageBody = ({ message }: { message: MessageView }) => {
  const [isUnfolded, setIsUnfolded] = useState(false)
  const [isHtml, setIsHtml] = useState(false)
  const { said, rest } = foldQuotes(message.text)
  const quoted = [rest, message.quoted].filter(Boolean).join('\n\n')
  const hasExtras = quoted !== '' || message.hasHtml || message.attachments.length > 0
  return (
    <>
      <Said text={said || 'No text.'} caseId={message.caseId ?? ''} />
      {hasExtras ? (
        <div className="atts">
          <Attachments message={message} />
          {quoted ? (
            <button type="button" className="fold" aria-expanded={isUnfolded} onClick={() => setIsUnfolded(!isUnfolded)}>
              <IconDots size={14} stroke={1.75} aria-hidden />
              {counted(lineCount(quoted), 'quoted line')}
            </button>
          ) : null}
          {message.hasHtml ? (
            <button type="button" className="fold" aria-expanded={isHtml} onClick={() => setIsHtml(!isHtml)}>
              {isHtml ? 'Text only' : 'As it was sent'}
            </button>
          ) : null}
        </div>
      ) : null}
      {isUnfolded ? (
        <div className="quoted">
          <Said text={quoted} caseId={message.caseId ?? ''} />
        </div>
      ) : null}
      {isHtml ? <HtmlFrame messageId={message.id} text={message.text} /> : null}
    </>
  )
}
