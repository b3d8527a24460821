import type { Permission } from '../../server/staff/index.ts'

/** What can be of a queue that somebody may not see, and at the end what is of another visitor or another phone. */
export const nouns = [
  'queue',
  'case',
  'message',
  'file',
  'upload',
  'interaction',
  'way',
  'split',
  'work',
  'call',
  'recording',
  'number',
  'testCall',
  'answer',
  'sid',
] as const
export type Noun = (typeof nouns)[number]

/** Why a name leads to nothing that only some may see. */
type Everybodys = { everybodys: string }

const staff: Everybodys = { everybodys: 'all of the staff know each other' }
const teams: Everybodys = { everybodys: 'all of the staff know the teams' }
const customers: Everybodys = { everybodys: 'all who work on cases know all customers; only their cases are of a queue' }
const byName: Everybodys = { everybodys: 'menus and hours are read by name, by all who may read them' }
const numbers: Everybodys = { everybodys: 'a telephone number, of nobody in particular' }
const audit: Everybodys = { everybodys: 'the audit is whole for those who may read it' }
const ownPages: Everybodys = { everybodys: 'made by the sender for their own audio' }

/**
 * Every name by which a door or an event takes something that exists, and what a foreign one is. Where a name means something else at one door, the
 * door stands before it. A name that stands neither here nor among the words below fails the walk.
 */
export const ids: Record<string, Noun | Everybodys> = {
  queueId: 'queue',
  'queues{}': 'queue',
  caseId: 'case',
  toCaseId: 'case',
  'post /cases/:caseId/merge otherId': 'case',
  'post /cases/:caseId/unmerge otherId': 'case',
  splitId: 'split',
  messageId: 'message',
  messageIds: 'message',
  fileId: 'file',
  attachments: 'upload',
  interactionId: 'interaction',
  wayId: 'way',
  workId: 'work',
  callId: 'call',
  testCallId: 'testCall',
  legId: { everybodys: 'numbered within its call, which is named beside it' },
  recordingId: 'recording',
  '/visitor delivered messageIds': 'answer',
  '/visitor read messageIds': 'answer',
  sid: 'sid',
  '/carrier signal to': 'sid',
  userId: staff,
  agentId: staff,
  assigneeId: staff,
  mentions: staff,
  team: teams,
  teams,
  restrictedTo: teams,
  customerId: customers,
  'post /customers/:customerId/merge otherId': customers,
  mergeId: customers,
  suggestionId: customers,
  keyId: { everybodys: 'only admins name keys, and they see every queue' },
  siteId: { everybodys: 'all of the staff see the sites' },
  'post /sites id': { everybodys: 'a new one, chosen by the sender' },
  numberId: 'number',
  number: numbers,
  callerId: numbers,
  to: numbers,
  'post /customers/:customerId/messages address': customers,
  phone: numbers,
  'post /flows/:name/try from': numbers,
  'get /flows/:name name': byName,
  'get /flows/:name/text name': byName,
  'get /flows/:name/versions name': byName,
  'get /flows/:name/versions/:version name': byName,
  'put /flows/:name/draft name': byName,
  'delete /flows/:name/draft name': byName,
  'post /flows/:name/check name': byName,
  'post /flows/:name/try name': byName,
  'post /flows/:name/publish name': byName,
  'post /flows/:name/restore name': byName,
  'put /hours/:name name': byName,
  'post /hours/:name/drop name': byName,
  version: byName,
  flow: byName,
  stream: audit,
  by: audit,
  externalId: { everybodys: 'a name that the sender’s own system gives; what it finds is filtered as every list is' },
  inReplyTo: { everybodys: 'a name out of a mail: it routes, and never authorises' },
  recordingSid: { everybodys: 'of a call, whose phone alone is heard' },
  clientId: { everybodys: 'made by the widget for a message of its own' },
  uploads: { everybodys: 'a name made at random for a file of one text: only the telephone that brought it was told' },
  mediaId: ownPages,
  toMediaId: ownPages,
}

/** Texts that name nothing here: what people write, what is theirs alone, or what is chosen out of words that all know. */
export const words: readonly string[] = [
  ...['name', 'title', 'text', 'html', 'subject', 'note', 'reason', 'label', 'promise', 'page', 'language', 'timezone', 'zone'],
  ...['company', 'plan', 'q', 'tag', 'tags', 'kind', 'channel', 'disposition', 'dispositions', 'countries', 'digits'],
  ...['email', 'password', 'current', 'token', 'cursor', 'scopes', 'source', 'sources', 'origins', 'week', 'date', 'open'],
  ...[
    'skills{}',
    'capacity{}',
    'requiredSkills{}',
    'optionalSkills{}',
    'texts',
    'texts{}',
    'message',
    'message{}',
    'closed',
    'closed{}',
    'drop',
  ],
  ...['params', 'params{}', 'sdp', 'candidate', 'sdpMid', 'usernameFragment'],
]

/** Topics that are watched by the id of something, and by what else. A topic that stands not here fails the walk. */
export const topics: Record<string, { may: Permission | null; id: Noun | 'customer' | 'person' | 'visit' | 'phone' | readonly string[] }> =
  {
    '/staff staff': { may: 'staff.read', id: ['all'] },
    '/staff queues': { may: 'queue.read', id: ['all'] },
    '/staff customer': { may: 'customer.read', id: 'customer' },
    '/staff waiting': { may: 'work.read-all', id: ['all'] },
    '/staff case': { may: 'case.read', id: 'case' },
    '/staff cases': { may: 'case.read', id: ['all'] },
    '/staff work': { may: 'work.read', id: 'person' },
    '/staff calls': { may: 'call.read', id: ['live'] },
    '/staff call': { may: 'call.read', id: 'call' },
    '/staff mentions': { may: 'case.read', id: 'person' },
    '/staff held': { may: 'message.read', id: ['all'] },
    '/staff restore': { may: 'audit.read', id: ['all'] },
    '/visitor session': { may: null, id: 'visit' },
    '/carrier line': { may: null, id: 'phone' },
  }

/** What stands in the table for a name at a door. */
export const meaningOf = (door: string, name: string): Noun | Everybodys | undefined => ids[`${door} ${name}`] ?? ids[name]
