import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import type { Mention } from '../../server/notices/wire.ts'
import { useNames } from '../cases/use-names.ts'
import { showDesktopNotice } from '../frame/desktop-notice.ts'
import { useMeNow } from '../frame/me.ts'
import { dismiss, pushToast, toasts } from '../frame/toasts.ts'
import { counted } from '../words/case-words.ts'
import { whoOf } from '../words/sentence.ts'
import { firstWords } from './first-words.ts'
import { addressOf } from './mention-acts.ts'
import { useUnread } from './use-unread.ts'

const FEW = 3

const isBefore = (caseId: string): boolean => document.visibilityState === 'visible' && window.location.pathname.split('/').includes(caseId)

/** What the system shows of each, until it is read. */
const shown = new Map<string, () => void>()

/** What was read meanwhile is no news. */
const dropRead = (unread: readonly Mention[]): void => {
  const leads = new Set(['/mentions', ...unread.map(addressOf)])
  for (const { id, tone, to } of toasts.get()) if (tone === 'news' && to?.startsWith('/mentions') && !leads.has(to)) dismiss(id)
  for (const [id, close] of shown)
    if (!unread.some((one) => one.id === id)) {
      close()
      shown.delete(id)
    }
}

/** Tells at once that a note names me, unless its case is before me. What was unread when the page opened is in the count. */
export const MentionNews = () => {
  const { unread, phase } = useUnread()
  const names = useNames()
  const { presence } = useMeNow()
  const navigate = useNavigate()
  const newest = useRef<string | null>(null)
  useEffect(() => {
    if (phase !== 'live') return
    const since = newest.current
    newest.current = [since ?? '', unread[0]?.at ?? ''].sort().at(-1) ?? ''
    dropRead(unread)
    if (since === null) return
    // What is held back is told where it waits (HeldNews).
    const fresh = unread.filter((one) => one.kind === 'note' && one.at > since && !isBefore(one.caseId))
    const tell = (one: Mention) => {
      shown.set(
        one.id,
        showDesktopNotice({
          kind: 'mention',
          presence,
          tag: `mention ${one.id}`,
          title: `${whoOf(one.by, names)} named you in a note`,
          body: `Case ${one.caseNumber}`,
          open: () => void navigate(addressOf(one)),
        }),
      )
      pushToast(`${whoOf(one.by, names)} named you in case ${one.caseNumber}: ${firstWords(one.text)}`, {
        tone: 'news',
        to: addressOf(one),
      })
    }
    if (fresh.length <= FEW) fresh.toReversed().forEach(tell)
    else pushToast(`${counted(fresh.length, 'note')} named you meanwhile`, { tone: 'news', to: '/mentions' })
  }, [unread, phase, names, presence, navigate])
  return null
}
