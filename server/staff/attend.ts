import type { IndexSpec } from '../platform/db/indexes.ts'
import { newId } from '../platform/ids.ts'
import { createQueueByKey } from '../platform/stream-queue.ts'
import type { StaffDeps } from './deps.ts'
import { presenceOnReturn } from './presence.ts'
import { changePresence } from './set-presence.ts'

/** How long after the last screen closed somebody is still taken for present: a reload, a tunnel. */
const GRACE_MS = 30_000
const BEAT_MS = 10_000
/** A process that ended without a word is forgotten before the grace of its people is over. */
const BEAT_LASTS_MS = 25_000
const TIMER = 'staff/offline'

interface Attendance {
  _id: string
  userId: string
  process: string
  until: Date
}

export const attendanceIndexes: IndexSpec[] = [
  { collection: 'attendances', key: { userId: 1 } },
  { collection: 'attendances', key: { process: 1 } },
  { collection: 'attendances', key: { until: 1 }, expireAfterSeconds: 60 },
]

/**
 * Who has a screen open, over all processes: each writes down its own and renews them. The last one gone sets an alarm that outlives a restart;
 * when nobody has come back until then, presence is offline.
 */
export const createAttendance = ({ platform, directory }: StaffDeps) => {
  const { connection, clock, timers, log } = platform
  const attendances = connection.collection<Attendance>('attendances')
  const here = new Set<string>()
  const process = newId()
  const inTurn = createQueueByKey()
  const writing = new Set<Promise<void>>()
  let stopped = false

  const later = (ms: number): Date => new Date(clock.now() + ms)
  const isAttended = async (userId: string): Promise<boolean> =>
    here.has(userId) || (await attendances.findOne({ userId, until: { $gt: new Date(clock.now()) } })) !== null
  const alarm = (userId: string): Promise<void> => timers.set({ name: TIMER, id: userId, dueAt: later(GRACE_MS), token: newId() })

  const comeBack = async (userId: string): Promise<void> => {
    const user = directory.user(userId)
    if (!user || user.isDisabled || directory.presence(userId).presence !== 'offline') return
    await changePresence({ directory }, 'system:attendance', { userId, key: `back:${newId()}` }, (now) =>
      now.presence === 'offline' ? { presence: presenceOnReturn(now, user.role), why: 'screens-open' } : null,
    )
  }
  const arrive = async (userId: string): Promise<void> => {
    here.add(userId)
    const until = later(BEAT_LASTS_MS)
    await attendances.updateOne({ _id: `${userId} ${process}` }, { $set: { userId, process, until } }, { upsert: true })
    await timers.cancel(TIMER, userId)
    await comeBack(userId)
  }
  const leave = async (userId: string): Promise<void> => {
    here.delete(userId)
    await attendances.deleteOne({ _id: `${userId} ${process}` })
    await alarm(userId)
  }

  timers.on(TIMER, ({ id: userId, token }) =>
    inTurn(userId, async () => {
      if (!directory.user(userId) || (await isAttended(userId))) return
      await changePresence({ directory }, 'system:attendance', { userId, key: `gone:${token}` }, (now) =>
        now.presence === 'offline' ? null : { presence: 'offline', why: 'screens-closed' },
      )
    }),
  )

  /** A beat also brings back whom another process took for gone at the very moment they arrived here. */
  const beat = async (): Promise<void> => {
    await attendances.updateMany({ process }, { $set: { until: later(BEAT_LASTS_MS) } })
    for (const userId of here) await inTurn(userId, async () => (here.has(userId) ? comeBack(userId) : undefined))
  }

  return {
    attended: (userId: string, isPresent: boolean): void => {
      if (stopped) return
      const written = inTurn(userId, () => (isPresent ? arrive(userId) : leave(userId)))
        .catch((error: unknown) => {
          // The next beat, or the next start, finds who is there.
          log.warn({ err: error, userId }, 'who has a screen open could not be written down')
        })
        .finally(() => writing.delete(written))
      writing.add(written)
    },
    start: async (): Promise<void> => {
      platform.jobs.repeat('staff/attendance', BEAT_MS, beat)
      // Whoever was there when the desk stopped has the usual time to come back.
      for (const userId of directory.userIds())
        if (directory.presence(userId).presence !== 'offline' && !(await isAttended(userId))) await alarm(userId)
    },
    stop: async (): Promise<void> => {
      stopped = true
      // All screens close as the desk does, and the store goes right after this.
      await Promise.all(writing)
      await attendances.deleteMany({ process })
    },
  }
}
