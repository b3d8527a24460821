import { IconDownload } from '@tabler/icons-react'
import type { CallView } from '../../server/calls/wire.ts'
import type { MessageView } from '../../server/hub/wire.ts'
import type { CaseView } from '../cases/case-view.ts'
import { may, useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { Avatar } from '../signs/avatar.tsx'
import { IconButton } from '../signs/icon-button.tsx'
import { MessageTools } from '../timeline/message-tools.tsx'
import { dispositionWords, type Names } from '../words/names.ts'
import { phoneWords } from '../words/phone-words.ts'
import { spoken, stamp } from '../words/time.ts'
import { ArrangedLine } from './arranged-line.tsx'
import { callActs } from './call-acts.ts'
import { CallHints } from './call-hints.tsx'
import { CallNote } from './call-note.tsx'
import { clock, happenedWords, stateWords } from './call-words.ts'
import { DialButton } from './dial-button.tsx'
import { LaterButton } from './later-button.tsx'
import { OutcomeChoice } from './outcome-choice.tsx'
import { PathLine } from './path-line.tsx'
import { Recordings } from './recordings.tsx'
import './call-card.css'

const NoOutcome = ({ call, isMine }: { call: CallView; isMine: boolean }) =>
  isMine ? <OutcomeChoice call={call} /> : <span className="chip plain">No outcome</span>

interface CallCardProps {
  call: CallView
  /** What of it stands in the case: it is moved as one. */
  messages: readonly MessageView[]
  view: CaseView
  names: Names
}

/** One call in the timeline: while it goes on, with room for notes; afterwards, with what is left of it. */
export const CallCard = ({ call, messages, view, names }: CallCardProps) => {
  const me = useMe()
  const isArranged = call.callback?.arranged !== undefined && call.callback.arranged !== null
  // Nobody is on the line, and nobody is asked to be.
  const isToCome = isArranged && call.phase === 'waiting'
  const isLive = call.phase !== 'ended' && call.phase !== 'wrap-up' && !isToCome
  const isMine = call.agentId === me.id && call.phase !== 'ended'
  const now = useNow(isLive ? 1000 : 15_000)
  const name = phoneWords(call.party.name || view.customer.name)
  const talkedMs = call.answeredAt && call.endedAt ? Date.parse(call.endedAt) - Date.parse(call.answeredAt) : 0
  return (
    <article className={`card call${isLive ? ' livecard' : ''}`} aria-label={`Call with ${name}, ${spoken(call.startedAt, now)}`}>
      <div className="h">
        <Avatar name={name} of="customer" />
        <b>{name}</b>
        <span className="what">
          {isLive
            ? call.phase === 'talking'
              ? 'is on the line'
              : stateWords(call).toLowerCase()
            : isToCome
              ? 'is to be called'
              : [happenedWords(call, names), talkedMs >= 1000 ? clock(talkedMs) : ''].filter(Boolean).join(', ')}
        </span>
        <span className="sp" />
        {isLive ? (
          <span className="livetag">
            <i aria-hidden />
            {clock(now - Date.parse(call.answeredAt ?? call.startedAt))}
          </span>
        ) : null}
        {!isLive && !isToCome && call.party.address ? (
          <>
            <DialButton number={call.party.address} {...(call.caseId ? { caseId: call.caseId } : {})} />
            <LaterButton number={call.party.address} caseId={view.case.id} />
          </>
        ) : null}
        {!isLive && may(me, 'customer.export') ? (
          <IconButton label="Save this call" onClick={() => void callActs.save(call)}>
            <IconDownload size={15} stroke={1.75} aria-hidden />
          </IconButton>
        ) : null}
        {call.disposition ? <span className="chip plain">{dispositionWords(call.disposition)}</span> : null}
        {call.lacksOutcome ? <NoOutcome call={call} isMine={call.agentId === me.id || may(me, 'call.manage')} /> : null}
        <MessageTools messages={messages} name={`the call with ${name}, ${spoken(call.startedAt, now)}`} caseId={view.case.id} />
        <time dateTime={call.startedAt}>{stamp(call.startedAt, now)}</time>
      </div>
      {isToCome ? <ArrangedLine call={call} names={names} now={now} /> : null}
      <PathLine call={call} />
      <Recordings call={call} />
      {isMine ? (
        <>
          <CallNote key={call.id} call={call} />
          {call.caseId ? <CallHints call={call} caseId={call.caseId} /> : null}
        </>
      ) : null}
    </article>
  )
}
