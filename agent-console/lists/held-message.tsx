import { IconChevronLeft, IconShieldQuestion } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { CaseRow } from '../../server/cases/wire.ts'
import type { MessageView } from '../../server/hub/wire.ts'
import { get, post } from '../desk/call.ts'
import { ConnectionLine } from '../frame/connection-line.tsx'
import { perform } from '../frame/perform.ts'
import { useNow } from '../frame/use-now.ts'
import { Avatar } from '../signs/avatar.tsx'
import { trustWords } from '../signs/trust-bars.tsx'
import { MessageBody } from '../timeline/message-body.tsx'
import { stamp } from '../words/time.ts'
import '../cases/case.css'
import '../timeline/rows.css'
import { addressWords } from '../words/address-words.ts'
import { withPhoneWords } from '../words/phone-words.ts'

/** One message that waits, why, and the two places where it may go. */
export const HeldMessage = ({ message }: { message: MessageView }) => {
  const now = useNow()
  const navigate = useNavigate()
  const [isBusy, setIsBusy] = useState(false)
  const isFailed = message.state === 'failed'
  const { data: suggested } = useQuery({
    queryKey: ['case-row', message.suggestedCaseId],
    queryFn: ({ signal }) => get<CaseRow>(`/cases/${message.suggestedCaseId}`, undefined, signal),
    enabled: message.suggestedCaseId !== null,
  })
  const file = async (into: 'suggested' | 'own') => {
    setIsBusy(true)
    let caseId: string | null = null
    let isHeld = false
    const isDone = await perform({
      done: () =>
        isHeld
          ? 'Held back now: it answers a case that its sender has no part in'
          : isFailed
            ? 'Filed'
            : into === 'suggested'
              ? `Filed into case ${suggested?.number ?? ''}`
              : 'Filed as a case of its own',
      run: async () => {
        const now = await post<MessageView>(`/messages/${message.id}/release`, { into })
        caseId = now.caseId
        isHeld = now.state === 'quarantined'
      },
    })
    setIsBusy(false)
    if (isDone) await navigate(caseId ? `/cases/${caseId}` : '/held-back')
  }
  const who = message.from.name || addressWords(message.from)
  return (
    <>
      <header className="case-h">
        <div className="ch-1">
          <Link to="/held-back" className="ib back" aria-label="Back to the list">
            <IconChevronLeft size={17} stroke={1.75} aria-hidden />
          </Link>
          <h1>{message.subject || 'A message without subject'}</h1>
        </div>
      </header>
      <ConnectionLine />
      <div className="held">
        <p className="ban warn">
          <IconShieldQuestion size={16} stroke={1.75} aria-hidden />
          <span>
            {message.reason || (isFailed ? 'This message could not be filed.' : 'It answers a case that its sender has no part in.')}
          </span>
        </p>
        <article className="card" aria-label={`Message from ${who}`}>
          <div className="h">
            <Avatar name={who} of="customer" />
            <b>{who}</b>
            <span className="what">
              {addressWords(message.from)}, {trustWords[message.from.trust].word.toLowerCase()}
            </span>
            <span className="sp" />
            <time dateTime={message.receivedAt}>{stamp(message.receivedAt, now)}</time>
          </div>
          <MessageBody message={message} />
        </article>
        {suggested ? (
          <p className="named">
            It names case <Link to={`/cases/${suggested.id}`}>{`${suggested.number} ${withPhoneWords(suggested.title)}`}</Link> of{' '}
            {suggested.customerName}. Filed there, its sender takes part in that case from now on.
          </p>
        ) : null}
        <div className="row">
          {suggested ? (
            <button type="button" className="btn pri" disabled={isBusy} onClick={() => void file('suggested')}>
              File into case {suggested.number}
            </button>
          ) : null}
          <button type="button" className="btn" disabled={isBusy} onClick={() => void file('own')}>
            {isFailed ? 'File it again' : 'File as a case of its own'}
          </button>
        </div>
      </div>
    </>
  )
}
