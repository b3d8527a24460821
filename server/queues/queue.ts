import type { Folded, StreamKind } from '../platform/ledger.ts'
import type { QueueChange, QueueSettings } from './entries.ts'
import type { Notice, Queue } from './wire.ts'

/** How long an offer stands: time to read for what can wait, time to reach the keyboard and greet for who is waiting. */
export const OFFER_SECONDS = 20
export const LIVE_OFFER_SECONDS = 30

export const usualDispositions = [
  'Solved',
  'Answered',
  'Refunded',
  'Replaced',
  'Passed on',
  'No answer from customer',
  'Duplicate',
  'Spam',
] as const

/** What an entry that sets a notice makes of it. */
export const noticeOf = ({ mode, texts }: { mode: Notice['mode'] | 'off'; texts: Notice['texts'] }, at: Date, by: string): Notice | null =>
  mode === 'off' ? null : { mode, texts, since: at.toISOString(), by }

export interface QueueState extends Folded, Omit<QueueSettings, 'offerSeconds'> {
  /** Null: the desk's usual time. */
  offerSeconds: number | null
  notice: Notice | null
  /** When it was made the default; the queue made so last is it, so there is always exactly one. */
  defaultSince: Date | null
  updatedAt: Date
}

export const queueStream: StreamKind<QueueState, QueueChange> = {
  kind: 'queue',
  collection: 'queues',
  chained: true,
  start: () => ({
    seq: 0,
    name: '',
    teams: [],
    restrictedTo: [],
    requiredSkills: {},
    optionalSkills: {},
    softening: null,
    priority: 'normal',
    allowsPick: true,
    offerSeconds: null,
    sources: [],
    dispositions: [...usualDispositions],
    answerWithinSeconds: 20,
    replyWithinMinutes: 240,
    shortAbandonSeconds: 5,
    overflow: null,
    maxWait: null,
    whenNobody: 'wait',
    notice: null,
    defaultSince: null,
    updatedAt: new Date(0),
  }),
  fold: (state, { seq, at, by, change }) => {
    if (change.type === 'queue.notice-set') return { ...state, notice: noticeOf(change, at, by), seq, updatedAt: at }
    const { type, ...settings } = change
    return { ...state, ...settings, ...(type === 'queue.made-default' ? { defaultSince: at } : {}), seq, updatedAt: at }
  },
}

export const presentQueue = (id: string, state: QueueState, isDefault: boolean): Queue => ({
  id,
  name: state.name,
  isDefault,
  teams: state.teams,
  restrictedTo: state.restrictedTo,
  requiredSkills: state.requiredSkills,
  optionalSkills: state.optionalSkills,
  softening: state.softening,
  priority: state.priority,
  allowsPick: state.allowsPick,
  offerSeconds: state.offerSeconds ?? OFFER_SECONDS,
  sources: state.sources,
  dispositions: state.dispositions,
  answerWithinSeconds: state.answerWithinSeconds,
  replyWithinMinutes: state.replyWithinMinutes,
  shortAbandonSeconds: state.shortAbandonSeconds,
  overflow: state.overflow,
  maxWait: state.maxWait,
  whenNobody: state.whenNobody,
  notice: state.notice,
})

/** How a source is compared: mailboxes and site names fold case. */
export const sourceKey = (source: string): string => source.trim().toLowerCase()
