import type { Log } from '../../platform/log.ts'
import type { Calls } from './calls.ts'
import type { Lines } from './lines.ts'
import type { Recordings } from './recording.ts'
import type { Records } from './records.ts'
import type { CallRecord } from './shapes.ts'
import type { TextFiles } from './text-files.ts'
import type { CarrierTime } from './time.ts'

/** How long after its end a recording may still be worked on, in the carrier's seconds. */
const AT_WORK_SECONDS = 10

/**
 * Forgets the calls and text messages of a number, with their sounds. A call that is still up goes soon after its end. That a number has texted STOP
 * stays: the wish would be broken without it.
 */
export const createForget = ({
  records,
  calls,
  lines,
  recordings,
  textFiles,
  time,
  log,
}: {
  records: Records
  calls: Calls
  lines: Lines
  recordings: Recordings
  textFiles: Pick<TextFiles, 'remove'>
  time: CarrierTime
  log: Pick<Log, 'warn'>
}) => {
  const forgetCall = async (sid: string): Promise<void> => {
    for (const recording of (await records.stored('recording')).filter((one) => one.callSid === sid)) {
      await recordings.remove(recording)
      records.remove('recording', recording.sid)
    }
    records.remove('call', sid)
  }
  const forgetSoon = ({ sid }: Pick<CallRecord, 'sid'>): void => {
    const again = (error: unknown): void => {
      log.warn({ err: error }, 'the sandbox carrier could not forget a call yet, and tries again')
      forgetSoon({ sid })
    }
    time.after(AT_WORK_SECONDS, () => void forgetCall(sid).catch(again))
  }
  calls.onEnd((call) => {
    if (call.isForgotten) forgetSoon(call)
  })
  const forgetOrMark = async (call: CallRecord): Promise<void> => {
    const isAtWork = records.list('recording').some((one) => one.callSid === call.sid && !['completed', 'absent'].includes(one.status))
    if (call.endedAt !== null && !isAtWork) return forgetCall(call.sid)
    call.isForgotten = true
    calls.keep(call)
    if (call.endedAt !== null) forgetSoon(call)
  }

  return {
    forget: async (isTheirs: (number: string) => boolean, until: Date): Promise<void> => {
      const known = new Map<string, boolean>()
      const isOf = ({ from, to, createdAt }: { from: string; to: string; createdAt: Date }): boolean =>
        createdAt <= until &&
        [from, to].some((number) => {
          const is = known.get(number) ?? isTheirs(number)
          known.set(number, is)
          return is
        })
      for (const call of (await records.stored('call')).filter(isOf)) await forgetOrMark(records.get('call', call.sid) ?? call)
      for (const message of (await records.stored('message')).filter(isOf)) {
        const { sid, from, to } = message
        await textFiles.remove(message)
        records.remove('message', sid)
        for (const line of [...lines.at(from), ...lines.at(to)]) lines.show(line.id, 'text', sid)
      }
      await records.flush()
    },
    /** After a restart: what was to be forgotten when it is over. */
    restore: (): void => {
      for (const call of records.list('call')) if (call.isForgotten && call.endedAt !== null) forgetSoon(call)
    },
  }
}
