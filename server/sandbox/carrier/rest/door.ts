import type { CarrierAccount } from '../account.ts'
import type { Calls } from '../calls.ts'
import type { Chaos } from '../chaos.ts'
import type { Conferences } from '../conference.ts'
import type { Dialling } from '../dialling.ts'
import type { Messages } from '../messages.ts'
import type { Recordings } from '../recording.ts'
import type { Records } from '../records.ts'
import type { Refusal } from '../refusal.ts'
import type { Sounds } from '../sounds.ts'
import type { TextFiles } from '../text-files.ts'
import type { CarrierTime } from '../time.ts'
import type { Interpreter } from '../twiml/interpreter.ts'
import type { Field, Form } from './form.ts'

/** What the REST doors work on. */
export interface RestDeps {
  account: CarrierAccount
  records: Records
  calls: Calls
  chaos: Chaos
  conferences: Conferences
  recordings: Recordings
  messages: Messages
  dialling: Dialling
  interpreter: Interpreter
  sounds: Sounds
  textFiles: Pick<TextFiles, 'addressOf'>
  /** Its own place: `http://…/sandbox/carrier`. */
  place(): string
  time: CarrierTime
}

/** What a door gives: one resource, a page of many, nothing, or a refusal. */
export type RestAnswer = { resource: object; isNew?: boolean } | { key: string; items: object[] } | { gone: true } | Refusal

/** One door of the REST API as data; `path` is below `/2010-04-01/Accounts/:sid`, without `.json`. */
export interface RestDoor {
  method: 'get' | 'post' | 'delete'
  path: string
  fields?: Record<string, Field>
  run(input: { params: Record<string, string>; form: Form }): RestAnswer | Promise<RestAnswer>
}
