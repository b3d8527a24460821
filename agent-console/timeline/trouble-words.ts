import type { MessageView } from '../../server/hub/wire.ts'

/** What channels say of a mail begins so, since it is also read where no line stands around it. */
const SAYS_SO = /^Not (sent|delivered)\b/
const ended = (text: string): string => (/[.”]$/.test(text) ? text : `${text}.`)

/** Pure: the line under a message that waits longer than a moment, failed, or may have failed. */
export const troubleWords = ({ state, reason }: Pick<NonNullable<MessageView['delivery']>, 'state' | 'reason'>): string => {
  if (state === 'unknown') return ended(`May not have gone out: ${reason || 'the connection broke while it was sent'}`)
  if (SAYS_SO.test(reason)) return ended(reason)
  return ended(state === 'pending' ? `Not sent yet: ${reason}` : `Not delivered: ${reason || 'no reason was given'}`)
}
