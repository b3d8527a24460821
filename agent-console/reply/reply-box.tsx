import { useRef } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import { may, useMe } from '../frame/me.ts'
import { useAct } from '../keys/registry.ts'
import { CordEnd } from '../timeline/cord-end.tsx'
import { lanesOf } from '../timeline/lanes.ts'
import { Collision } from './collision.tsx'
import { ComposerFoot } from './composer-foot.tsx'
import { ComposerHead } from './composer-head.tsx'
import { ComposerText } from './composer-text.tsx'
import { Unreachable } from './unreachable.tsx'
import { useComposer } from './use-composer.ts'
import './reply.css'

const Closed = ({ children }: { children: React.ReactNode }) => (
  <p className="comp-closed" id="reply" tabIndex={-1}>
    {children}
  </p>
)

const Box = ({ view }: { view: CaseView }) => {
  const composer = useComposer(view)
  const field = useRef<HTMLTextAreaElement>(null)
  const { way, isNote } = composer
  const lanes = lanesOf([...view.case.channels, ...view.ways.map(({ channel }) => channel)])
  const last = view.case.channels.at(-1)
  const begin = (note: boolean) => {
    composer.choose(note ? 'note' : (composer.answerWay ?? null))
    field.current?.focus()
  }
  useAct('case.reply', () => begin(false))
  useAct('case.note', () => begin(true))
  return (
    <form
      className={isNote ? 'comp is-note' : 'comp'}
      id="reply"
      aria-label={isNote ? 'Note' : 'Reply'}
      onSubmit={(event) => {
        event.preventDefault()
        composer.submit('waiting')
      }}
    >
      <CordEnd from={last} to={isNote ? undefined : way?.channel} lanes={lanes} />
      <div className="comp-b">
        <Collision view={view} startedAt={composer.draft.startedAt} isWriting={!isNote && composer.text !== ''} />
        <Unreachable view={view} composer={composer} />
        <ComposerHead view={view} composer={composer} lanes={lanes} />
        <ComposerText ref={field} composer={composer} view={view} />
        <ComposerFoot composer={composer} view={view} />
      </div>
    </form>
  )
}

export const ReplyBox = ({ view }: { view: CaseView }) => {
  const me = useMe()
  const { case: current } = view
  if (view.customer.erasedAt) return <Closed>The customer was erased. There is nobody to answer.</Closed>
  if (current.status === 'closed') return <Closed>This case is closed. Reopen it to answer.</Closed>
  if (!may(me, 'case.reply')) return <Closed>Your role reads cases and does not answer.</Closed>
  return <Box view={view} />
}
