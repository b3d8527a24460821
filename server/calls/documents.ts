import type { FlowAct, Utterance as Spoken } from '../ivr/index.ts'
import type { Leg } from './parties/leg.ts'
import type { CallDocument, StepRef, Utterance } from './ports.ts'

/** Longer than any talk; a leg that is forgotten costs no more than this. */
const TIME_LIMIT_SECONDS = 4 * 3600
/** One round of the queue's music. */
const WAIT_SECONDS = 60
export const MUSIC_PATH = '/sounds/waiting.wav'
/** The length of what is played there. */
export const MUSIC_SECONDS = 20

/** Everyone of a call meets in one conference, named by it; a supervisor neither starts it nor is heard before they say so. */
export const joinDocument = (callId: string, leg: Pick<Leg, 'id' | 'role'>): CallDocument => [
  {
    do: 'join',
    conference: callId,
    label: leg.id,
    startsConference: leg.role !== 'supervisor',
    isMuted: leg.role === 'supervisor',
    timeLimitSeconds: TIME_LIMIT_SECONDS,
  },
]

export const hangUpDocument: CallDocument = [{ do: 'hang-up' }]

/** Null: how long it is, is not known. */
export interface Music {
  url: string
  seconds: number | null
}

export const waitingMusic = (publicUrl: string): Music => ({ url: `${publicUrl}${MUSIC_PATH}`, seconds: MUSIC_SECONDS })

/** Whole files only. One of unknown length is played once: a long one three times over would keep the caller from all that the next round says. */
const musicFor = ({ url, seconds: length }: Music, seconds: number): Utterance => ({
  do: 'play',
  url,
  // A little too short is as good.
  times: length ? Math.max(1, Math.ceil(seconds / length - 0.05)) : 1,
})

/** To a caller who waits outside any flow: after a transfer, or when the agent's line was lost. */
export const waitDocument = (step: StepRef, { says, language, music }: { says: string; language: string; music: Music }): CallDocument => [
  ...(says ? [{ do: 'say', text: says, language } as const] : []),
  musicFor(music, WAIT_SECONDS),
  { do: 'go-on', step },
]

/** The document of an act of the flow, which is answered under `step`. Acts that need no caller have none. */
export const flowDocument = (act: FlowAct, step: StepRef, music: Music): CallDocument => {
  const said = (utterances: readonly Spoken[]): Utterance[] => utterances.map((one) => ({ ...one }))
  switch (act.type) {
    case 'speak':
      return [
        { do: 'gather', utterances: said(act.utterances), ...act.gather, step },
        { do: 'go-on', step },
      ]
    case 'wait': {
      const heard = [...said(act.utterances), musicFor(music, act.seconds)]
      return [...(act.gather ? [{ do: 'gather', utterances: heard, ...act.gather, step } as const] : heard), { do: 'go-on', step }]
    }
    case 'voicemail':
      return [...said(act.utterances), { do: 'record', maxSeconds: act.maxSeconds, finishOnKey: '#', step }, { do: 'go-on', step }]
    case 'hang-up':
      return [...said(act.utterances), act.outcome === 'rejected' ? { do: 'reject', reason: 'rejected' } : { do: 'hang-up' }]
    case 'transfer':
      return said(act.utterances)
    default:
      return hangUpDocument
  }
}
