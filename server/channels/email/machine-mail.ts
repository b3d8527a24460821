import { fieldOf, type HeaderField } from '../../platform/mail/header.ts'

/** Our automatic mail carries it; whatever comes back with it is a loop. */
export const LOOP_FIELD = 'X-Patchbay-Loop'

const MACHINES = /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|notifications?|auto-?reply|automailer)([+._-].*)?$/
const BULK = new Set(['bulk', 'junk', 'auto_reply'])
const NO_ANSWER = 'x-auto-response-suppress'

const localOf = (address: string): string => address.slice(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase()

/**
 * Whether no machine of ours may answer this mail (SECURITY E5; RFC 3834): null senders, lists, vacation notices, refusals to be answered, and ourselves.
 * Of these, `isPerson`: somebody wrote it all the same, and a list or a service passed it on, or they want no machine's answer. People answer that.
 */
export const judgeMail = ({
  fields,
  from,
  envelopeFrom,
  isOurs,
}: {
  fields: readonly HeaderField[]
  from: string
  /** Empty for the null sender. */
  envelopeFrom: string
  isOurs(address: string): boolean
}): { isAutomatic: boolean; isPerson?: true } => {
  const submitted = fieldOf(fields, 'auto-submitted').toLowerCase()
  const precedence = fieldOf(fields, 'precedence').trim().toLowerCase()
  const isByMachine =
    (submitted !== '' && !submitted.startsWith('no')) ||
    BULK.has(precedence) ||
    fields.some(({ name }) => (name.startsWith('x-auto') && name !== NO_ANSWER) || name === LOOP_FIELD.toLowerCase()) ||
    fieldOf(fields, 'content-type').toLowerCase().startsWith('multipart/report') ||
    envelopeFrom === '' ||
    MACHINES.test(localOf(from)) ||
    isOurs(from) ||
    isOurs(envelopeFrom)
  if (isByMachine) return { isAutomatic: true }
  const isPassedOn =
    precedence === 'list' ||
    fields.some(({ name }) => name.startsWith('list-') || name === NO_ANSWER) ||
    MACHINES.test(localOf(envelopeFrom))
  return isPassedOn ? { isAutomatic: true, isPerson: true } : { isAutomatic: false }
}
