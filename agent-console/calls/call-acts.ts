import type { CallExport, CallView, CoachMode } from '../../server/calls/wire.ts'
import { call as callDesk, post } from '../desk/call.ts'
import { queryClient } from '../desk/query-client.ts'
import { saveFrom, saveJson } from '../desk/save-file.ts'
import { perform } from '../frame/perform.ts'
import { keepNote } from './unkept-notes.ts'

export type TransferTo = { queueId: string } | { agentId: string } | { number: string }

const to = (call: Pick<CallView, 'id'>, path: string): string => `/calls/${call.id}${path}`
/** Whose part in the call ends by it writes no more of its note: what they wrote is kept first. */
const leave = async <T>(call: Pick<CallView, 'id'>, run: () => Promise<T>): Promise<T> => {
  await keepNote(call.id)
  return run()
}
const act = (run: () => Promise<unknown>, done?: string): Promise<boolean> => perform({ run, ...(done ? { done } : {}) })

/** What can be done with a call. Each resolves whether it was done; what it is then comes over the live line. */
export const callActs = {
  hold: (call: CallView, isHeld: boolean, legId?: string) => act(() => post(to(call, '/hold'), { isHeld, ...(legId ? { legId } : {}) })),
  record: (call: CallView, how: 'start' | 'pause' | 'resume' | 'stop') => act(() => post(to(call, '/recording'), { act: how })),
  noteConsent: (call: CallView) => act(() => post(to(call, '/consent')), 'The recording begins. That you noted it stands in the audit.'),
  /** Throws DeskError: who could not be asked is chosen anew where they were chosen. */
  transfer: (call: CallView, target: TransferTo) => leave(call, () => post(to(call, '/transfer'), { to: target })),
  consult: (call: CallView, target: TransferTo) => post(to(call, '/consult'), { to: target }),
  handOver: (call: CallView, legId: string, done: string) =>
    act(() => leave(call, () => post(to(call, '/consult/hand-over'), { legId })), done),
  talkTogether: (call: CallView) => act(() => post(to(call, '/consult/talk-together'))),
  endConsult: (call: CallView) => act(() => post(to(call, '/consult/end'))),
  drop: (call: CallView, legId: string) => act(() => post(to(call, `/legs/${legId}/drop`))),
  hangUp: (call: CallView) => act(() => post(to(call, '/hang-up'))),
  note: (call: CallView, text: string) => post(to(call, '/note'), { text }),
  wrapUp: (call: CallView, change: { disposition?: string; isDone?: boolean; extendSeconds?: number }) =>
    act(() => (change.isDone ? leave(call, () => post(to(call, '/wrap-up'), change)) : post(to(call, '/wrap-up'), change))),
  askHelp: (call: CallView, isAsked: boolean) =>
    act(() => post(to(call, '/help'), { isAsked }), isAsked ? 'Your supervisors see that you ask for help' : undefined),
  coach: (call: CallView, mode: CoachMode) => act(() => post(to(call, '/coach'), { mode })),
  eraseRecording: (call: CallView, recordingId: string) =>
    act(async () => {
      await callDesk({ method: 'DELETE', path: to(call, '/recording'), query: { recordingId } })
      // Lists of calls that are over have no live rows.
      for (const key of ['calls', 'past-calls']) void queryClient.invalidateQueries({ queryKey: [key] })
    }, 'The recording is gone. That you erased it stands in the audit.'),
  /** All of it as a file in the browser's downloads, and each recording as another. */
  save: (call: CallView) =>
    act(async () => {
      const all = await post<CallExport>(to(call, '/export'))
      const name = `call-${call.startedAt.slice(0, 10)}-${call.id.slice(-6)}`
      saveJson({ ...all, recordings: all.recordings.map(({ url: _, ...one }) => one) }, `${name}.json`)
      for (const [at, { url, mime }] of all.recordings.entries()) await saveFrom(url, `${name}-${at + 1}.${mime.replace(/^.*\//, '')}`)
    }, 'Saved to your downloads. That you took it stands in the audit.'),
}
