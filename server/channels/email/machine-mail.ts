import { fieldOf, type HeaderField } from '../../platform/mail/header.ts'

/** Our automatic mail carries it; whatever comes back with it is a loop. */
export const LOOP_FIELD = 'X-Patchbay-Loop'

const MACHINES = /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|notifications?|auto-?reply|automailer)([+._-].*)?$/
/** What services put into the envelope of a person's mail too, to hear of refusals: forms on websites, help desks. */
const RETURNS = /^bounces?([+._-].*)?$/
const BULK = new Set(['bulk', 'junk', 'list', 'auto_reply'])

const localOf = (address: string): string => address.slice(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase()

/**
 * Whether a machine wrote this mail, so that no machine of ours answers it (SECURITY E5; RFC 3834). Null senders, lists, vacation notices, refusals
 * to be answered, and ourselves.
 */
export const isMachineMail = ({
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
}): boolean => {
  const submitted = fieldOf(fields, 'auto-submitted').toLowerCase()
  const [local, envelopeLocal] = [localOf(from), localOf(envelopeFrom)]
  return (
    (submitted !== '' && !submitted.startsWith('no')) ||
    BULK.has(fieldOf(fields, 'precedence').trim().toLowerCase()) ||
    fields.some(({ name }) => name.startsWith('list-') || name.startsWith('x-auto') || name === LOOP_FIELD.toLowerCase()) ||
    fieldOf(fields, 'content-type').toLowerCase().startsWith('multipart/report') ||
    envelopeFrom === '' ||
    MACHINES.test(local) ||
    (MACHINES.test(envelopeLocal) && !RETURNS.test(envelopeLocal)) ||
    isOurs(from) ||
    isOurs(envelopeFrom)
  )
}
