import type { Member } from '../../server/staff/wire.ts'
import { mayTell, type NoticeKind } from './may-tell.ts'
import { settings } from './settings.ts'
import { pushToast } from './toasts.ts'

interface DesktopNotice {
  kind: NoticeKind
  /** Of whom it is shown to. */
  presence: Member['presence']
  /** The same tag replaces what was shown, also from another page of mine. */
  tag: string
  /** Nothing a customer said, and nobody of theirs by name: others may see the screen (LOOK section 8). */
  title: string
  body: string
  open?(): void
}

export const hasDesktopNotices = (): boolean => typeof Notification !== 'undefined'

/** Asks the browser at this moment, and at no other. */
export const allowDesktopNotices = async (): Promise<void> => {
  const answer = await Notification.requestPermission()
  if (answer === 'granted') settings.set({ ...settings.get(), hasNotices: true })
  else pushToast('This browser shows no notifications of this page. Allow them in its settings for the page first.')
}

/** Shows it where the page itself is not seen, until the page is, or until what is given back is called. */
export const showDesktopNotice = ({ kind, presence, tag, title, body, open }: DesktopNotice): (() => void) => {
  if (!document.hidden || !hasDesktopNotices() || Notification.permission !== 'granted') return () => {}
  if (!mayTell(kind, settings.get(), presence, new Date())) return () => {}
  let notice: Notification
  try {
    notice = new Notification(title, { body, tag, icon: '/mark.svg', silent: true })
  } catch {
    // Browsers of telephones have the name, and refuse to make one outside a service worker.
    return () => {}
  }
  const seen = () => {
    if (!document.hidden) close()
  }
  const close = () => {
    document.removeEventListener('visibilitychange', seen)
    notice.close()
  }
  document.addEventListener('visibilitychange', seen)
  notice.onclick = () => {
    window.focus()
    open?.()
    close()
  }
  return close
}
