import type { NumberView, PhoneSettings } from '../../server/calls/wire.ts'
import type { MadeSiteKey, SiteView } from '../../server/channels/chat/wire.ts'
import type { Notice, Queue } from '../../server/queues/wire.ts'
import type { ReplayedDay } from '../../server/routing/replay/wire.ts'
import type { ApiKey, MadeApiKey } from '../../server/sign-in/wire.ts'
import { call, get, newKey, patch, post } from '../desk/call.ts'
import { changedOf } from '../desk/changed-of.ts'
import { ontoNow } from '../desk/onto-now.ts'
import { queryClient } from '../desk/query-client.ts'
import { perform } from '../frame/perform.ts'
import { pushToast } from '../frame/toasts.ts'
import { phoneWords } from '../words/phone-words.ts'

/** Whatever was changed under Settings, all that shows it asks anew. */
export const lookAgain = async (): Promise<void> => {
  await Promise.all(
    ['queues', 'sites', 'numbers', 'carrier-numbers', 'hours', 'flows', 'phone-settings', 'api-keys', 'audit'].map((key) =>
      queryClient.invalidateQueries({ queryKey: [key] }),
    ),
  )
}
const only = <T extends object>(from: T, keys: readonly string[]): Partial<T> =>
  Object.fromEntries(keys.map((key) => [key, from[key as keyof T]])) as Partial<T>

/**
 * Saves what was changed, and offers to put it back as it was; `read` says what others made of it meanwhile, which stays. Throws DeskError: the form says
 * why.
 */
const save = async <T extends object>(
  name: string,
  before: T,
  changed: Partial<T>,
  write: (part: Partial<T>) => Promise<unknown>,
  read?: () => Promise<T>,
) => {
  await write(changed)
  await lookAgain()
  const putBack = async () => write(ontoNow(changed, only(before, Object.keys(changed)), read ? await read() : changed))
  pushToast(`${name} is saved.`, { undo: () => putBack().finally(lookAgain) })
}

export type QueuePhone = Pick<PhoneSettings['queues'][string], 'wrapUpSeconds' | 'keepRecordingDays' | 'callerId' | 'needsDisposition'>
type WrittenPhone = { [K in keyof QueuePhone]: QueuePhone[K] | null }

export const addQueue = async (name: string): Promise<Queue> => {
  const queue = await post<Queue>('/queues', { name }, newKey())
  await lookAgain()
  return queue
}
export const saveQueue = (before: Queue, changed: Partial<Queue>): Promise<void> =>
  save(
    changed.name ?? before.name,
    before,
    changed,
    (part) => patch<Queue>(`/queues/${before.id}`, part),
    () => get<Queue>(`/queues/${before.id}`),
  )
const replayed = ['teams', 'restrictedTo', 'requiredSkills', 'optionalSkills', 'softening', 'priority', 'overflow'] as const
/** Of what is being written, the rules that a replay can try. */
export type ReplayedRules = Partial<Pick<Queue, (typeof replayed)[number]>>
export const replayedOf = (changed: Partial<Queue>): ReplayedRules =>
  only(
    changed,
    replayed.filter((name) => name in changed),
  )
/** Throws DeskError. */
export const replayQueue = ({ id }: Queue, rules: ReplayedRules, span: { since: string; until: string }): Promise<ReplayedDay> =>
  post<ReplayedDay>(`/queues/${id}/replay`, { ...rules, ...span })
/** Null goes back to what the whole phone does. */
export const saveQueuePhone = (queue: Queue, before: WrittenPhone, changed: Partial<WrittenPhone>): Promise<void> =>
  save(queue.name, before, changed, (part) => patch(`/phone-settings/queues/${queue.id}`, part))
export const makeDefault = (queue: Queue, former: Queue | undefined): Promise<boolean> =>
  perform({
    run: () => post(`/queues/${queue.id}/default`).finally(lookAgain),
    done: `${queue.name} takes in whatever no address or page names.`,
    ...(former ? { undo: () => post(`/queues/${former.id}/default`).finally(lookAgain) } : {}),
  })

/** Throws DeskError. */
export const addNumber = async (wish: Pick<NumberView, 'number' | 'label' | 'flow' | 'queueId' | 'isRecorded'>): Promise<void> => {
  await post<NumberView>('/numbers', wish, newKey())
  await lookAgain()
  pushToast(`${phoneWords(wish.number)} is ours. A call to it is answered from now on.`)
}
export const saveNumber = (before: NumberView, changed: Partial<NumberView>): Promise<void> =>
  save(phoneWords(before.number), before, changed, (part) => patch<NumberView>(`/numbers/${before.id}`, part))
export const removeNumber = ({ id, number }: NumberView): Promise<boolean> =>
  perform({
    run: () => patch(`/numbers/${id}`, { isActive: false }).finally(lookAgain),
    done: `${phoneWords(number)} is removed. Calls to it are turned away.`,
    undo: () => patch(`/numbers/${id}`, { isActive: true }).finally(lookAgain),
  })

export type SiteWish = Pick<SiteView, 'id' | 'name' | 'promise' | 'origins'>
/** Throws DeskError. */
export const addSite = async (wish: SiteWish): Promise<SiteView> => {
  const site = await post<SiteView>('/sites', wish, newKey())
  await lookAgain()
  return site
}
export const saveSite = (before: SiteView, changed: Partial<SiteView>): Promise<void> =>
  save(before.name, before, changed, (part) => patch<SiteView>(`/sites/${before.id}`, part))
/** Throws DeskError. */
export const makeSiteKey = async ({ id }: SiteView): Promise<MadeSiteKey> => {
  const made = await post<MadeSiteKey>(`/sites/${id}/identity-key`, undefined, newKey())
  await lookAgain()
  return made
}
export const endSiteKey = ({ id, name }: SiteView): Promise<boolean> =>
  perform({
    run: () => call({ method: 'DELETE', path: `/sites/${id}/identity-key` }).finally(lookAgain),
    done: `The key of ${name} is ended. Its customers write as anybody else does.`,
  })
export const endOldSiteKeys = ({ id, name }: SiteView): Promise<boolean> =>
  perform({
    run: () => call({ method: 'DELETE', path: `/sites/${id}/old-identity-keys` }).finally(lookAgain),
    done: `The old key of ${name} is ended. Only the new one is good.`,
  })
export const endSite = ({ id, name }: SiteView): Promise<boolean> =>
  perform({
    run: () => patch(`/sites/${id}`, { isActive: false }).finally(lookAgain),
    done: `The chat of ${name} opens no more. A chat that runs goes on until its page is left.`,
    undo: () => patch(`/sites/${id}`, { isActive: true }).finally(lookAgain),
  })

export const savePhone = (before: PhoneSettings, changed: Partial<PhoneSettings>): Promise<void> => {
  // Of the limits as well those alone that were changed: somebody else may have set the others meanwhile.
  const limits = Object.keys(changedOf(before.caps, changed.caps ?? {}))
  return save(
    'The phone',
    before,
    changed,
    (part) => patch<PhoneSettings>('/phone-settings', part.caps ? { ...part, caps: only(part.caps, limits) } : part),
    () => get<PhoneSettings>('/phone-settings'),
  )
}

/** Throws DeskError. The key is in the answer and never to be had again. */
export const makeKey = async (wish: { name: string; scopes: string[]; expiresInDays: number; source?: string }): Promise<MadeApiKey> => {
  const made = await post<MadeApiKey>('/api-keys', wish, newKey())
  await lookAgain()
  return made
}
export const revokeKey = ({ id, name }: ApiKey): Promise<boolean> =>
  perform({ run: () => call({ method: 'DELETE', path: `/api-keys/${id}` }).finally(lookAgain), done: `The key “${name}” ended at once.` })

/** What callers of a queue or a number are told at once. */
export interface NoticeOf {
  what: 'queues' | 'numbers'
  id: string
  name: string
  notice: Notice | null
}
const doneWords = {
  off: 'goes on as usual',
  message: 'tells callers of it from now on',
  closed: 'is closed to callers from now on',
} as const

export const setNotice = async (
  { what, id, name, notice }: NoticeOf,
  next: { mode: Notice['mode'] | 'off'; texts: Notice['texts'] },
): Promise<void> => {
  const write = (one: { mode: Notice['mode'] | 'off'; texts: Notice['texts'] }): Promise<unknown> =>
    post(`/${what}/${id}/notice`, one, newKey()).finally(lookAgain)
  // Since when and by whom is written anew.
  const before = notice ? { mode: notice.mode, texts: notice.texts } : ({ mode: 'off', texts: {} } as const)
  await write(next)
  pushToast(`${name} ${doneWords[next.mode]}.`, { undo: () => write(before) })
}
