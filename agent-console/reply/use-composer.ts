import type { Member } from '../../server/staff/wire.ts'
import type { CaseView } from '../cases/case-view.ts'
import { post } from '../desk/call.ts'
import { messageOf } from '../desk/desk-error.ts'
import { upload } from '../desk/upload.ts'
import { useStore } from '../desk/use-store.ts'
import { useMe } from '../frame/me.ts'
import { perform } from '../frame/perform.ts'
import { pushToast } from '../frame/toasts.ts'
import { useNamed } from '../mentions/use-named.ts'
import { type Draft, noDraft } from './draft.ts'
import { drafts, putBack, setDraft } from './drafts.ts'
import { mentionsIn } from './mentions.ts'
import { sendLater } from './outbox.ts'
import type { Pending } from './outbox-item.ts'
import { goneWords, stillThere } from './still-there.ts'
import { meantWay, wayFor } from './ways.ts'

export interface Composer {
  draft: Draft
  isNote: boolean
  text: string
  way: ReturnType<typeof wayFor>
  /** The way that an answer goes, also while a note is written. */
  answerWay: string | undefined
  canSend: boolean
  /** Whom a note can name. */
  named: Member[]
  /** Why it cannot be sent as it stands; empty when it can, or when nothing is written. */
  obstacle: string
  choose(way: string | null): void
  write(text: string): void
  attach(files: FileList | null): Promise<void>
  detach(id: string): void
  submit(status: 'open' | 'waiting', then?: Pending['then']): void
}

/** The state of the reply box. Every letter is kept in this browser. */
export const useComposer = (view: CaseView): Composer => {
  const me = useMe()
  const { case: current, ways } = view
  const named = useNamed(current.queueId)
  const draft = useStore(drafts)[current.id] ?? noDraft
  const answerWay = wayFor(ways, meantWay(draft))?.id
  const open = wayFor(ways, draft.way)
  // Where nothing can be written to the customer, as after a call, the box is for notes until somebody chooses otherwise.
  const isNote = draft.way === 'note' || !open || open.sendable === 'blocked'
  const way = isNote ? undefined : open
  const text = isNote ? draft.note : draft.reply
  const keep = (change: Partial<Draft>) => setDraft(current.id, change)

  const isTooLong = Boolean(way && way.maxLength > 0 && text.length > way.maxLength)
  const obstacle = text.trim() === '' ? '' : isTooLong ? `Too long for ${way?.label}: ${text.length} of ${way?.maxLength} characters` : ''
  const canSend = text.trim() !== '' && obstacle === '' && (isNote || way !== undefined)

  const note = () => {
    const said = draft.note.trim()
    keep({ note: '' })
    void perform({ run: () => post(`/cases/${current.id}/notes`, { text: said, mentions: mentionsIn(said, named) }) }).then(
      (isDone) => isDone || putBack(current.id, { note: said }),
    )
  }
  const submit: Composer['submit'] = (status, then) => {
    if (!canSend) return
    if (isNote) return note()
    if (!way) return
    const files = way.attachments ? draft.files : []
    const there = stillThere(files, Date.now())
    if (there.length < files.length) {
      pushToast(goneWords(files.filter((one) => !there.includes(one))), { tone: 'failed' })
      return keep({ files: there })
    }
    sendLater({
      memberId: me.id,
      caseId: current.id,
      caseNumber: current.number,
      channel: way.channel,
      to: way.to,
      body: {
        wayId: way.id,
        channel: way.channel,
        text: draft.reply.trim(),
        attachments: files.map(({ id }) => id),
        status,
      },
      files,
      ...(then ? { then } : {}),
    })
    // A way that takes no files leaves them for the next answer.
    keep({ reply: '', files: way.attachments ? [] : draft.files })
  }
  const attach = async (list: FileList | null) => {
    for (const file of [...(list ?? [])].slice(0, 10)) {
      try {
        const added = await upload(file)
        keep({ files: [...(drafts.get()[current.id]?.files ?? []), added] })
      } catch (error) {
        pushToast(`${file.name} was not attached: ${messageOf(error)}`, { tone: 'failed' })
      }
    }
  }
  return {
    draft,
    isNote,
    text,
    way,
    answerWay,
    canSend,
    named,
    obstacle,
    choose: (next) => keep({ way: next }),
    write: (next) => keep(isNote ? { note: next, way: 'note' } : { reply: next }),
    attach,
    detach: (id) => keep({ files: draft.files.filter((file) => file.id !== id) }),
    submit,
  }
}
