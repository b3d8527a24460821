import type { MessageView } from '../../server/hub/wire.ts'
import { call, newKey, post } from '../desk/call.ts'
import { DeskError, isKind, messageOf } from '../desk/desk-error.ts'
import { createKept } from '../desk/kept.ts'
import { refreshScreens } from '../frame/perform.ts'
import { pushToast } from '../frame/toasts.ts'
import { putBack } from './drafts.ts'
import { due, filesBack, HOLD_MS, type Pending, released, withItem } from './outbox-item.ts'
import { goneWords } from './still-there.ts'

const AGAIN_MS = 3000
const SHOWN_MS = 4000
export const outbox = createKept<readonly Pending[]>('outbox', [])

const drop = (key: string): void => outbox.set(outbox.get().filter((one) => one.key !== key))

/** Holds an answer for five seconds, then sends it. It survives a closed tab and a lost connection. */
export const sendLater = (item: Omit<Pending, 'key' | 'sendAtMs' | 'state'>): void =>
  outbox.set([...outbox.get(), { ...item, key: newKey(), sendAtMs: Date.now() + HOLD_MS, state: 'holding' }])

/** Takes an answer back that is still held, or one that failed: it is a draft again, above what was written since. */
export const takeBack = (item: Pending): void => {
  drop(item.key)
  const files = filesBack(item, Date.now())
  putBack(item.caseId, { reply: item.body.text, files, way: item.body.wayId })
  const gone = item.files.filter((one) => !files.includes(one))
  if (gone.length > 0) pushToast(goneWords(gone), { tone: 'failed' })
}

export const tryAgain = (item: Pending): void => outbox.set(withItem(outbox.get(), item.key, { state: 'sending', sendAtMs: Date.now() }))

const send = async (item: Pending): Promise<void> => {
  outbox.set(withItem(outbox.get(), item.key, { state: 'sending' }))
  try {
    const message = await post<MessageView>(`/cases/${item.caseId}/replies`, item.body, item.key)
    outbox.set(withItem(outbox.get(), item.key, { state: 'sent', messageId: message.id }))
    setTimeout(() => drop(item.key), SHOWN_MS)
    if (item.then) await post(`/cases/${item.caseId}/${item.then.verb}`, item.then.body, `${item.key}.then`)
  } catch (error) {
    if (outbox.get().find(({ key }) => key === item.key)?.state === 'sent')
      pushToast(`Sent, but the case stays open: ${messageOf(error)}`, { tone: 'failed' })
    else if (isKind(error, 'offline', 'unavailable', 'rate-limited', 'unauthenticated'))
      outbox.set(withItem(outbox.get(), item.key, { sendAtMs: Date.now() + AGAIN_MS }))
    else if (error instanceof DeskError && error.code === 'upload-not-found')
      outbox.set(withItem(outbox.get(), item.key, { state: 'failed', why: 'A file was attached too long ago.', isFileGone: true }))
    else outbox.set(withItem(outbox.get(), item.key, { state: 'failed', why: messageOf(error) }))
  } finally {
    refreshScreens()
  }
}

/**
 * A tab that closes does not wait for the five seconds, and no other offers to take back what it sent. Sent again after the next start, it is the
 * same answer.
 */
const sendOnLeaving = (memberId: string): void => {
  outbox.set(released(outbox.get(), memberId))
  for (const item of due(outbox.get(), memberId, Number.POSITIVE_INFINITY))
    void call({ method: 'POST', path: `/cases/${item.caseId}/replies`, body: item.body, key: item.key, keepalive: true }).catch(() => {
      // The page is gone; the item is still in the outbox.
    })
}

const sendDue = async (memberId: string): Promise<void> => {
  for (const item of due(outbox.get(), memberId, Date.now())) await send(item)
}

const LOCK = 'patchbay.outbox'
const alone = (work: () => Promise<void>): Promise<void> =>
  navigator.locks ? navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : undefined)) : work()

/** Sends at once what is held, before whoever wrote it signs out: nobody would be here to send it. What cannot go now is sent when they are back. */
export const sendHeld = (memberId: string): Promise<void> => {
  outbox.set(released(outbox.get(), memberId))
  const work = () => sendDue(memberId)
  return navigator.locks ? navigator.locks.request(LOCK, work) : work()
}

/** Sends what is due, in one tab at a time. */
export const startOutbox = (memberId: string): (() => void) => {
  const turn = () => alone(() => sendDue(memberId))
  for (const { key, state } of outbox.get()) if (state === 'sent') drop(key)
  const timer = setInterval(() => void turn(), 500)
  const onHide = () => sendOnLeaving(memberId)
  window.addEventListener('pagehide', onHide)
  return () => {
    clearInterval(timer)
    window.removeEventListener('pagehide', onHide)
  }
}
