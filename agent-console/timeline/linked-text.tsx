import { Fragment } from 'react'
import { DialNumber } from '../calls/dial-button.tsx'
import { useHome } from '../calls/use-home.ts'
import { linked } from '../words/linked.ts'
import { phoneWords } from '../words/phone-words.ts'

/** Text in which web and mail addresses are links that show where they really go, and a phone number is called with a press. */
export const LinkedText = ({ text, caseId }: { text: string; caseId?: string | undefined }) => {
  const home = useHome()
  return linked(text, home).map((part, at) =>
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
  )
}
