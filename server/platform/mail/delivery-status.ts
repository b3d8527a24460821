/** What a delivery status notification says of one recipient (RFC 3464). */
export interface RecipientStatus {
  /** failed, delayed, delivered, relayed, expanded */
  action: string
  /** As 5.2.2. */
  status: string
  recipient: string
  diagnostic: string
}

const MAX_CHARS = 64 * 1024

/** Reads the body of a message/delivery-status part: groups of fields between blank lines, the first about the whole mail. */
export const readDeliveryStatus = (text: string): RecipientStatus[] => {
  const found: RecipientStatus[] = []
  let fields = new Map<string, string>()
  let last = ''
  const close = () => {
    const recipient = afterSemicolon(fields.get('final-recipient') ?? fields.get('original-recipient') ?? '')
    const action = (fields.get('action') ?? '').toLowerCase()
    if (recipient && action)
      found.push({ action, status: fields.get('status') ?? '', recipient, diagnostic: afterSemicolon(fields.get('diagnostic-code') ?? '') })
    fields = new Map()
  }
  for (const line of text.slice(0, MAX_CHARS).split('\n')) {
    const colon = line.indexOf(':')
    if (line.trim() === '') close()
    else if (line.startsWith(' ') || line.startsWith('\t')) fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`)
    else if (colon > 0) {
      last = line.slice(0, colon).trim().toLowerCase()
      fields.set(last, line.slice(colon + 1).trim())
    }
  }
  close()
  return found
}

/** Fields name the kind of their value first: `rfc822; marta@rivet.example`. */
const afterSemicolon = (value: string): string => value.slice(value.indexOf(';') + 1).trim()
