import type { Member } from '../../server/staff/wire.ts'

export const noticeKinds = ['offer', 'mention', 'held', 'help'] as const
export type NoticeKind = (typeof noticeKinds)[number]
/** Clock times of the reader's own zone, as `22:00`. A night goes over midnight; equal times are no hours at all. */
export interface QuietHours {
  from: string
  to: string
}

export interface NoticeSettings {
  /** What waits for me is told by the system too while the page is not seen. */
  hasNotices: boolean
  /** These are not told even so. */
  noticesOff?: readonly NoticeKind[]
  quietHours?: QuietHours | null
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

export const isQuiet = ({ from, to }: QuietHours, now: Date): boolean => {
  const [begins, ends, at] = [minutesOf(from), minutesOf(to), now.getHours() * 60 + now.getMinutes()]
  return begins <= ends ? at >= begins && at < ends : at >= begins || at < ends
}

/**
 * Whether the system may tell somebody something of this kind: they asked for it, it is no quiet hour of theirs, and they are not away. Who leads a team
 * takes no work and is called for help all the same.
 */
export const mayTell = (
  kind: NoticeKind,
  { hasNotices, noticesOff = [], quietHours = null }: NoticeSettings,
  presence: Member['presence'],
  now: Date,
): boolean =>
  hasNotices && !noticesOff.includes(kind) && (presence !== 'away' || kind === 'help') && !(quietHours && isQuiet(quietHours, now))
