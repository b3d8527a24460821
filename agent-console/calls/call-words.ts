import type { CallView, LegView } from '../../server/calls/wire.ts'
import { firstName, type Names } from '../words/names.ts'
import { phoneWords } from '../words/phone-words.ts'
import { spoken, stamp } from '../words/time.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** `4:12`, `1:04:12`. */
export const clock = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** A customer nobody knows the name of is called by their number, as it is written. */
export const partyName = ({ party }: Pick<CallView, 'party'>): string =>
  phoneWords(party.name || party.address) || (party.confidence === 'withheld' ? 'Withheld number' : 'Unknown caller')

/** As somebody speaks of them; what stands for a name is whole. */
export const partyFirstName = (call: Pick<CallView, 'party'>): string => (call.party.name ? firstName(partyName(call)) : partyName(call))

/** The number beside the name; '' where it stands for the name. */
export const partyNumber = ({ party }: Pick<CallView, 'party'>): string =>
  party.name && party.name !== party.address ? phoneWords(party.address) : ''

/** How sure it is who calls. A number is claimed, never proof. */
export const confidenceWords: Record<CallView['party']['confidence'], { bars: number; word: string; why: string }> = {
  exact: { bars: 3, word: 'Very likely', why: 'the number is on file for one customer. Caller ID is no proof' },
  shared: { bars: 2, word: 'Shared number', why: 'several customers use this number' },
  unknown: { bars: 1, word: 'Unknown number', why: 'nobody on file has this number' },
  withheld: { bars: 0, word: 'Withheld', why: 'the caller does not show a number' },
}

/** Of whoever is in a call, who cannot be asked until it is over; with `now`, for how long they speak. */
export const busyWords = (call: CallView, now?: number): string => {
  if (call.phase === 'wrap-up') return 'Writing up a call'
  return now === undefined ? 'On the phone' : `On the phone ${clock(now - Date.parse(call.answeredAt ?? call.startedAt))}`
}

export const outcomeWords: Record<NonNullable<CallView['outcome']>, string> = {
  answered: 'Answered',
  abandoned: 'Hung up while waiting',
  'served-by-menu': 'Served by the phone menu',
  'turned-away': 'Told that nobody answers now',
  voicemail: 'Left a voicemail',
  callback: 'Asked to be called back',
  failed: 'Not reached',
  rejected: 'Rejected',
}

/** How it ended, in words; of one that we arranged, the customer asked for nothing. */
export const outcomeOf = ({ outcome, callback }: Pick<CallView, 'outcome' | 'callback'>): string => {
  if (outcome === null) return ''
  if (outcome !== 'callback' || !callback?.arranged) return outcomeWords[outcome]
  if (callback.refusedFor) return 'Not called, because they may not be called'
  return { waiting: 'To be called', cancelled: 'Arranged call cancelled', expired: 'Not reached', done: 'Answered' }[callback.state]
}

/** What became of a call that is over, after the customer's name: `called, answered by Ines, then you`. */
export const happenedWords = (call: CallView, names: Pick<Names, 'me' | 'staff'>): string => {
  const verb = call.direction === 'out' ? 'was called' : call.callback ? 'asked to be called back' : 'called'
  if (call.outcome === 'answered' || call.answeredAt) {
    const people = call.handledBy.length > 0 ? call.handledBy : call.agentId ? [call.agentId] : []
    const who = people.map((id) => (id === names.me ? 'you' : names.staff(id))).join(', then ')
    const deed = { 'was called': 'by', 'asked to be called back': 'called by', called: 'answered by' }[verb]
    return who ? `${verb}, ${deed} ${who}` : verb
  }
  if (!call.outcome) return verb
  return call.callback?.arranged
    ? outcomeOf(call).toLowerCase()
    : `${call.direction === 'out' ? 'was called' : 'called'}: ${outcomeOf(call).toLowerCase()}`
}

/** `To be called Thu 15:00 by Ines, or by whoever is free then. Arranged by Ines.` */
export const arrangedWords = ({ callback }: Pick<CallView, 'callback'>, nameOf: (userId: string) => string, now: number): string => {
  if (!callback?.arranged) return ''
  const { at, forAgentId, by } = callback.arranged
  const who = forAgentId === null ? 'by whoever is free' : `by ${nameOf(forAgentId)}, or else by whoever is free`
  const again = callback.dueAt && callback.dueAt !== at ? ` Next try ${stamp(callback.dueAt, now)}.` : ''
  return `To be called ${spoken(at, now)} ${who}. Arranged by ${nameOf(by)}.${again}`
}

export const legName = (leg: LegView): string => phoneWords(leg.name || leg.address) || 'Unknown'
export const isGone = (leg: LegView): boolean => leg.state === 'ended'

/** Of somebody who is on hold, or should be: what they hear is as the carrier has it. */
export const holdWords = ({ isHeld, holdRefused }: LegView, since: string): string | null => {
  if (holdRefused === 'asking') return isHeld ? 'still on hold, asking the carrier again' : 'hears you, asking the carrier again'
  if (holdRefused) return isHeld ? 'still on hold: the carrier refused' : 'hears you: the carrier refused to hold'
  return isHeld ? `on hold ${since}` : null
}

export const customerOf = (call: CallView): LegView | undefined => call.legs.findLast((one) => one.role === 'customer')
/** Who is in the call besides the customer and the one who has it. */
export const othersOf = (call: CallView): LegView[] =>
  call.legs.filter((one) => !isGone(one) && one.role !== 'customer' && !(one.role === 'agent' && one.agentId === call.agentId))

/** To whom the call can be left: a colleague in it, or a number outside where there is none, because nobody of ours stays with that. */
export const heirsOf = (call: CallView): LegView[] => {
  const there = othersOf(call).filter((one) => one.state === 'joined' && !one.isHeld)
  const colleagues = there.filter((one) => one.role === 'colleague')
  return colleagues.length > 0 ? colleagues : there.filter((one) => one.role === 'outside')
}

/** Nobody is on the line yet: whoever takes it calls somebody who asked for that. */
export const isToCallBack = (call: CallView | null): boolean => call?.callback?.state === 'waiting'

/** Of a callback that nobody may make yet: until when, and why; null: nothing holds it. */
export const heldWords = ({ callback }: CallView, now: number): { until: string; why: string } | null => {
  if (callback?.state !== 'waiting' || !callback.dueAt || !callback.heldFor) return null
  if (callback.heldFor === 'paused') return { until: 'Held until the desk sends again', why: 'it was restored from a backup' }
  if (Date.parse(callback.dueAt) <= now) return null
  const why = { 'calling-hours': 'customers are not called at this hour there', 'too-often': 'a limit of calls is reached' }[
    callback.heldFor
  ]
  return { until: `Held until ${stamp(callback.dueAt, now)}`, why }
}

const consultWords = (call: CallView, { isPrivate, legId }: NonNullable<CallView['consult']>, readerId: string | undefined): string => {
  const asked = call.legs.find((one) => one.id === legId)
  if (!asked) return 'Consulting'
  if (asked.agentId === null || asked.agentId !== readerId) return `${isPrivate ? 'Consulting' : 'Talking with'} ${legName(asked)}`
  const asking = call.legs.findLast((one) => one.role === 'agent' && one.agentId === call.agentId)
  return `${isPrivate ? 'Consulted by' : 'Talking with'} ${asking ? legName(asking) : 'a colleague'}`
}

/** What happens at the moment, in few words. `readerId`: the member who reads them, if they may be in the call. */
export const stateWords = (call: CallView, readerId?: string): string => {
  if (call.phase === 'wrap-up') return 'Wrap-up'
  if (call.phase === 'waiting') return 'Waiting'
  if (call.phase === 'menu') return 'In the phone menu'
  if (call.consult) return consultWords(call, call.consult, readerId)
  const customer = customerOf(call)
  const isDialled = call.direction === 'out' || isToCallBack(call)
  if (call.phase === 'connecting') return isDialled && customer?.state !== 'joined' ? 'Ringing' : 'Connecting'
  if (customer?.isHeld) return 'On hold'
  if (call.recording?.state === 'paused') return 'Recording paused'
  return ''
}

/** Who else talks in a call that somebody was asked into, besides the customer. */
export const besideWords = (call: CallView, readerId: string): string => {
  const words = stateWords(call, readerId)
  if (words) return words
  const others = call.legs.filter(
    (one) => one.state === 'joined' && one.role !== 'customer' && one.role !== 'supervisor' && one.agentId !== readerId,
  )
  return others.length > 0 ? `With ${new Intl.ListFormat('en').format(others.map(legName))}` : ''
}

/** What is missing in its recording: pressed, on hold or with a colleague alone. Empty: nothing is. */
export const pauseWords = ({ recording, endedAt }: Pick<CallView, 'recording' | 'endedAt'>): string => {
  const pauses = recording?.pauses ?? []
  const pausedMs = pauses.reduce((sum, { from, to }) => sum + Math.max(0, Date.parse(to ?? endedAt ?? from) - Date.parse(from)), 0)
  if (pauses.length === 0) return ''
  return `Paused ${pauses.length === 1 ? 'once' : `${pauses.length} times`}: ${clock(pausedMs)} of the call is not in it.`
}
