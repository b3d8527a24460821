import type * as z from 'zod'
import { notFound } from '../../platform/errors.ts'
import type { Folded, StreamKind } from '../../platform/ledger.ts'
import type { Platform } from '../../platform/room.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { PhoneChange } from '../entries.ts'
import type { Rulebook } from '../rules.ts'
import type { EditQueuePhone, PhoneSettings } from '../wire.ts'

type PhoneState = PhoneSettings & Folded

const usual: PhoneSettings = {
  wrapUpSeconds: 60,
  keepRecordingDays: 90,
  callerId: null,
  needsDisposition: false,
  countries: [],
  callingHours: { from: 8, to: 21 },
  caps: {
    agentHour: 40,
    agentDay: 200,
    numberHour: 3,
    numberDay: 6,
    customerHour: 4,
    customerDay: 8,
    deskHour: 300,
    deskDay: 2000,
    deskMinutesDay: 3000,
    atOnce: 50,
  },
  queues: {},
  noticeTexts: {
    message: {
      en: 'There is a disturbance at the moment. We know of it and are at work on it.',
      de: 'Zurzeit gibt es eine Störung. Wir wissen davon und arbeiten daran.',
    },
    closed: {
      en: 'We cannot take calls at the moment. Try again later, or write to us.',
      de: 'Wir können zurzeit keine Anrufe annehmen. Versuchen Sie es später noch einmal, oder schreiben Sie uns.',
    },
  },
}

const phoneStream = (isSandbox: boolean): StreamKind<PhoneState, PhoneChange> => ({
  kind: 'phone',
  collection: 'phone_settings',
  chained: true,
  // Whoever tries the desk at night shall be able to try all of it: nobody is rung up out there.
  start: () => ({ seq: 0, ...usual, ...(isSandbox ? { callingHours: { from: 0, to: 24 } } : {}) }),
  fold: (state, { seq, change }) => {
    const { type: _, ...given } = change
    return { ...state, ...given, caps: { ...state.caps, ...given.caps }, seq }
  },
})

/** The rules of the phone, in memory; `load` again takes in what another process changed. */
export const createSettings = (
  { ledgers, bus }: Pick<Platform, 'ledgers' | 'bus'>,
  { isSandbox, hasQueue, hasNumber }: { isSandbox: boolean; hasQueue(id: string): boolean; hasNumber(number: string): boolean },
) => {
  const kind = phoneStream(isSandbox)
  const ledger = ledgers.open(kind)
  let state = kind.start('desk')
  const put = (next: PhoneState): void => {
    // What an older version stored knows nothing of the limits that came later.
    if (next.seq >= state.seq) state = { ...next, caps: { ...usual.caps, ...next.caps } }
  }
  bus.onEntry((entry, folded) => {
    if (entry.stream === 'phone:desk') put(folded as PhoneState)
  })
  const present = (): PhoneSettings => {
    const { seq: _seq, ...settings } = state
    return settings
  }
  const ofQueue = <K extends 'wrapUpSeconds' | 'keepRecordingDays' | 'callerId' | 'needsDisposition'>(
    name: K,
    queueId: string | null,
  ): PhoneSettings[K] => ((queueId === null ? undefined : state.queues[queueId]?.[name]) ?? state[name]) as PhoneSettings[K]
  return {
    load: async (): Promise<void> => {
      put(await ledger.load('desk'))
    },
    now: present,
    ofQueue,
    book: {
      wrapUpSeconds: (queueId) => ofQueue('wrapUpSeconds', queueId),
      needsDisposition: (queueId) => ofQueue('needsDisposition', queueId),
    } satisfies Pick<Rulebook, 'wrapUpSeconds' | 'needsDisposition'>,
    /** Throws forbidden. */
    read: async (actor: Actor): Promise<PhoneSettings> => {
      allow(actor, 'queue.read')
      return present()
    },
    /** Changes what is given and leaves the rest. Throws forbidden, not-found (a queue, or a caller id that is no number of ours). */
    edit: async (
      actor: Actor,
      { commandId, ...given }: Omit<Partial<PhoneSettings>, 'caps'> & { caps?: Partial<PhoneSettings['caps']>; commandId: string },
    ): Promise<PhoneSettings> => {
      allow(actor, 'number.manage')
      if (Object.keys(given.queues ?? {}).some((id) => !hasQueue(id))) throw notFound('queue')
      const shown = [given.callerId, ...Object.values(given.queues ?? {}).map((one) => one.callerId)]
      if (shown.some((number) => number != null && !hasNumber(number))) throw notFound('number')
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      put(
        await ledger.commit('desk', `${actor.id}:edit:${commandId}`, actor.id, () =>
          Object.keys(change).length === 0 ? null : { type: 'phone.edited', ...change },
        ),
      )
      return present()
    },
    /** What one queue does otherwise than the whole phone; null goes back to that. Throws forbidden, not-found (queue, number). */
    editQueue: async (
      actor: Actor,
      { queueId, commandId, ...given }: z.infer<typeof EditQueuePhone> & { queueId: string; commandId: string },
    ): Promise<PhoneSettings> => {
      allow(actor, 'number.manage')
      if (!hasQueue(queueId)) throw notFound('queue')
      if (given.callerId != null && !hasNumber(given.callerId)) throw notFound('number')
      put(
        await ledger.commit('desk', `${actor.id}:edit-queue:${commandId}`, actor.id, ({ queues }) => {
          const own = Object.fromEntries(
            Object.entries({ ...queues[queueId], ...given }).filter(([, value]) => value !== undefined && value !== null),
          )
          return { type: 'phone.edited', queues: { ...queues, [queueId]: own } }
        }),
      )
      return present()
    },
  }
}
export type Settings = ReturnType<typeof createSettings>
