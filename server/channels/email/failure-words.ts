import { plainText } from '../../platform/mail/plain-text.ts'

export interface Refusal {
  recipient: string
  /** SMTP reply code, 0 when there is none. */
  code: number
  /** Enhanced status as 5.2.2, empty when there is none. */
  status: string
  /** What the other server wrote. */
  text: string
  /** At which step of the session, as RCPT TO or DATA. */
  step?: string
}

/** Why a mail did not arrive, in words for people (RFC 3463 codes; where a server gives none, what servers commonly write). */
export const explainFailure = ({ recipient, code, status, text, step = '' }: Refusal): string => {
  const said = text.slice(0, 1_000).toLowerCase()
  const kind = status.slice(status.indexOf('.') + 1)
  const mentions = (...words: string[]) => words.some((word) => said.includes(word))
  if (kind === '2.2' || mentions('quota', 'mailbox full', 'mailbox is full') || (code === 552 && status === '' && step === 'RCPT TO'))
    return `Not delivered: the mailbox of ${recipient} is full.`
  if (kind === '3.4' || code === 552) return `Not delivered: the message is too large for the mail server of ${recipient}.`
  if (kind === '1.1' || kind === '1.6' || kind === '1.10' || mentions('user unknown', 'no such user', 'does not exist', 'unknown user'))
    return `Not delivered: there is no mailbox ${recipient}.`
  if (kind === '1.2' || kind === '1.10' || kind === '4.4') return `Not delivered: the domain of ${recipient} takes no mail.`
  if (kind === '2.1') return `Not delivered: the mailbox of ${recipient} is switched off.`
  if (kind.startsWith('7.') || mentions('spam', 'blocked', 'policy', 'blacklist'))
    return `Not delivered: the mail server of ${recipient} takes no mail from us. It said: ${quote(text)}`
  if (kind.startsWith('4.')) return `Not delivered: the mail server of ${recipient} could not be reached.`
  return `Not delivered: the mail server of ${recipient} refused it. It said: ${quote(text)}`
}

const quote = (text: string): string => {
  const line = plainText(text).replaceAll('\n', ' ').trim().slice(0, 200)
  return line === '' ? 'nothing.' : `“${line}”`
}
