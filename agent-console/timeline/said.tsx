import { Fragment } from 'react'
import { DialNumber } from '../calls/dial-button.tsx'
import { linked } from '../words/linked.ts'
import { phoneWords } from '../words/phone-words.ts'

/** What somebody wrote, as text. Only web and mail addresses become links, and a link shows where it really goes; a phone number is called with a press. */
export const Said = ({ text, caseId }: { text: string; caseId?: string }) => (
  <p className="said-text" dir="auto">
    {linked(text).map((part, at) =>
      'href' in part ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one unchanging text
        <a key={at} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {part.text}
        </a>
      ) : 'number' in part ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <DialNumber key={at} number={part.number} text={phoneWords(part.text)} caseId={caseId} />
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <Fragment key={at}>{part.text}</Fragment>
      ),
    )}
  </p>
)
