import type { AuditEntry } from '../../server/staff/wire.ts'
import { phoneWords } from '../words/phone-words.ts'

export interface AuditNames {
  person(id: string): string
  queue(id: string): string
  team(id: string): string
  number(id: string): string
}

export const auditKinds = [
  { kind: 'user', label: 'People and sign-ins' },
  { kind: 'team', label: 'Teams' },
  { kind: 'queue', label: 'Queues' },
  { kind: 'site', label: 'Web chat' },
  { kind: 'visitor', label: 'Visitors shut out' },
  { kind: 'number', label: 'Phone numbers' },
  { kind: 'phone', label: 'Phone settings' },
  { kind: 'flow', label: 'Phone menus' },
  { kind: 'hours', label: 'Opening hours' },
  { kind: 'call-audit', label: 'Listening and recordings' },
  { kind: 'customer-audit', label: 'Customers' },
  { kind: 'key', label: 'API keys' },
  { kind: 'restore', label: 'Restored backups' },
] as const

type Facts = AuditEntry['facts']
type Teller = (facts: Facts, on: { id: string; names: AuditNames; byId: string }) => string

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const settings: Record<string, string> = {
  name: 'the name',
  renamed: 'the name',
  teams: 'the teams',
  skills: 'the skills',
  capacity: 'the capacity',
  restrictedTo: 'who sees it',
  requiredSkills: 'the required skills',
  optionalSkills: 'the welcome skills',
  softening: 'how it asks for less',
  priority: 'the priority',
  allowsPick: 'whether agents may pick',
  offerSeconds: 'the time of an offer',
  sources: 'what feeds it',
  dispositions: 'the dispositions',
  answerWithinSeconds: 'the promise',
  replyWithinMinutes: 'the promise',
  shortAbandonSeconds: 'what counts as a short call',
  overflow: 'the overflow',
  maxWait: 'the longest wait',
  whenNobody: 'what happens when nobody is there',
  promise: 'the line under the name',
  origins: 'where it may be shown',
  isIdentityRequired: 'whether only signed-in customers may write',
  label: 'the label',
  flow: 'the phone menu',
  queueId: 'the queue',
  isRecorded: 'whether it is recorded',
  isActive: 'whether it is answered',
  wrapUpSeconds: 'the limit for wrap-up',
  needsDisposition: 'whether agents say how a call ended',
  autoAccepts: 'whether calls open by themselves',
  keepRecordingDays: 'how long recordings are kept',
  callerId: 'the number shown',
  countries: 'the countries that may be called',
  callingHours: 'the calling hours',
  caps: 'how often may be dialled',
  queues: 'what single queues do',
  noticeTexts: 'the emergency texts',
}
const changes = (facts: Facts): string => {
  const words = [...new Set(Object.keys(facts).map((name) => settings[name] ?? name))]
  const last = words.pop() ?? 'something'
  return words.length > 0 ? `${words.join(', ')} and ${last}` : last
}
const notice: Record<string, string> = { off: 'ended the notice of', message: 'told the callers of', closed: 'closed' }
const whose = (id: string, names: AuditNames, byId: string): string => (id === byId ? 'their own' : `${names.person(id)}’s`)

const tellers: Record<string, Teller> = {
  'user.added': (facts, { id, names }) => `added ${names.person(id)} as ${text(facts.role)}`,
  'user.edited': (facts, { id, names, byId }) => `changed ${changes(facts)} of ${id === byId ? 'themselves' : names.person(id)}`,
  'user.role-set': (facts, { id, names }) => `made ${names.person(id)} ${text(facts.role)}`,
  'user.disabled': (_facts, { id, names }) => `disabled ${names.person(id)}`,
  'user.enabled': (_facts, { id, names }) => `let ${names.person(id)} in again`,
  'user.signed-out-everywhere': (_facts, { id, names, byId }) => `ended all ${whose(id, names, byId)} sign-ins`,
  'user.invited': (_facts, { id, names }) => `invited ${names.person(id)}`,
  'user.joined': () => 'joined the desk',
  'user.link-given': (_facts, { id, names }) => `gave ${names.person(id)} a link to a new password`,
  'user.signed-in': (facts) => `signed in ${facts.how === 'link' ? 'by link' : 'with a password'}`,
  'user.password-set': () => 'set a password',
  'user.session-ended': (facts) =>
    facts.why === 'reused' ? 'was signed out, because an old copy of their sign-in was used' : 'signed out',
  'team.added': (facts) => `added the team ${text(facts.name)}`,
  'queue.added': (facts) => `added the queue ${text(facts.name)}`,
  'queue.edited': (facts, { id, names }) => `changed ${changes(facts)} of ${names.queue(id)}`,
  'queue.made-default': (_facts, { id, names }) => `made ${names.queue(id)} the default queue`,
  'queue.notice-set': (facts, { id, names }) => `${notice[text(facts.mode)] ?? 'set the notice of'} ${names.queue(id)}`,
  'site.added': (facts) => `let ${text(facts.name)} show the chat`,
  'site.edited': (facts, { id }) =>
    'isActive' in facts
      ? `${facts.isActive ? 'opened' : 'ended'} the chat of the site ${id}${facts.isActive ? ' again' : ''}`
      : `changed ${changes(facts)} of the site ${id}`,
  'site.key-made': (_facts, { id }) => `made the key that the site ${id} signs its customers in with`,
  'site.key-ended': (_facts, { id }) => `ended the key that the site ${id} signed its customers in with`,
  'site.old-keys-ended': (_facts, { id }) => `ended the keys that the site ${id} signed its customers in with before`,
  'visitor.ended': (facts) => `ended the access of a visitor of the site ${text(facts.siteId)}`,
  'number.added': (facts) => `added the number ${phoneWords(text(facts.number))}`,
  'number.edited': (facts, { id, names }) =>
    facts.isActive === false ? `removed the number ${names.number(id)}` : `changed ${changes(facts)} of ${names.number(id)}`,
  'number.notice-set': (facts, { id, names }) => `${notice[text(facts.mode)] ?? 'set the notice of'} ${names.number(id)}`,
  'phone.edited': (facts) => `changed ${changes(facts)} of the phone`,
  'flow.published': (facts, { id }) =>
    `${facts.text === null ? 'gave back to its file' : facts.restores === null ? 'published' : 'published an older version of'} the phone menu ${id}${text(facts.note) ? ` (${text(facts.note)})` : ''}`,
  'hours.set': (facts) => `set the opening hours “${text(facts.title)}”`,
  'hours.dropped': (_facts, { id }) => `took back the opening hours ${id} that were set in the console`,
  'call-audit.listened': (facts) =>
    ({ listen: 'listened to a call', whisper: 'whispered in a call', barge: 'came into a call' })[text(facts.mode)] ?? 'listened to a call',
  'call-audit.consent-noted': () => 'wrote down that a customer agreed to be recorded',
  'call-audit.recording-played': () => 'played a recording',
  'call-audit.exported': (facts) =>
    `took a whole call out${Number(facts.recordings) > 0 ? `, with ${Number(facts.recordings) === 1 ? 'its recording' : `${text(facts.recordings)} recordings`}` : ''}`,
  'call-audit.recording-erased': (facts) => `erased a recording${facts.why === 'retention' ? ' whose time was over' : ''}`,
  'call-audit.dial-refused': () => 'was refused a line: the dial id was not good',
  'call-audit.blocked': () => 'put a number on the do-not-call list',
  'call-audit.unblocked': () => 'took a number off the do-not-call list',
  'call-audit.nuisance-added': () => 'marked a number as a nuisance: it is not put through',
  'call-audit.nuisance-removed': () => 'put a nuisance number through again',
  'call-audit.outbound-refused': (facts) => `was refused a call out (${text(facts.code)})`,
  'call-audit.outbound-stopped': (facts) => `reached the limit of ${text(facts.limit)} ${text(facts.what)} out a day: nothing goes out`,
  'customer-audit.merged': () => 'merged two customers',
  'customer-audit.unmerged': () => 'took two merged customers apart',
  'customer-audit.exported': (facts) => `took a customer’s data out (${text(facts.cases)} cases, ${text(facts.messages)} messages)`,
  'customer-audit.erased': () => 'erased a customer',
  'restore.confirmed': () => 'let the restored desk send and call again',
  'key.made': (facts) => `made the key “${text(facts.name)}”`,
  'key.revoked': () => 'ended a key',
}

/** Pure: what an entry of the audit says, after the name of whose doing it was. One that is not known is called by its own word. */
export const tellAudit = ({ what, stream, facts, by }: AuditEntry, names: AuditNames): string =>
  tellers[what]?.(facts, { id: stream.slice(stream.indexOf(':') + 1), names, byId: by }) ?? what.replaceAll(/[.-]/g, ' ')

const own = new Set(['user.joined', 'user.signed-in', 'user.password-set', 'user.session-ended'])

/** Pure: whose doing it was. What somebody does at the door is written down by the desk. */
export const doerOf = ({ what, stream, by }: AuditEntry): string => (own.has(what) ? stream.slice('user:'.length) : by)
