import type { Outgoing } from './outbox.ts'
import type { SessionView } from './sessions.ts'
import { clockOf, dayOf, inWords } from './words.ts'

export type Item =
  | { as: 'note'; key: string; text: string }
  | {
      as: 'said'
      key: string
      isOurs: boolean
      author: string
      text: string
      foot: string
      refused: string
      clientId: string
    }

/** How the visitor's last message stands, under its bubble. */
const footOf = (one: Outgoing, isConnected: boolean): string => {
  if (one.state === 'refused') return ''
  if (one.state === 'taken') return `Delivered ${clockOf(one.at)}`
  return isConnected ? 'Sending' : 'Kept, not sent yet'
}

const said = (isOurs: boolean, key: string, text: string): Item & { as: 'said' } => ({
  as: 'said',
  key,
  isOurs,
  author: '',
  text,
  foot: '',
  refused: '',
  clientId: '',
})

/** Pure: all that was said, in its order, with the lines between. Only what was said last has a foot; an answer says that it arrived. */
export const timelineOf = (sessions: readonly SessionView[], outbox: readonly Outgoing[], isConnected: boolean, now: Date): Item[] => {
  const items: Item[] = []
  const known = new Set<string>()
  let day = ''
  const stamp = (at: string): void => {
    const next = dayOf(at, now)
    if (next !== day) items.push({ as: 'note', key: `day ${at}`, text: `${next}, ${clockOf(at)}` })
    day = next
  }
  for (const { id, messages, session, agent } of sessions) {
    let joined = agent ? agent.joinedAt : ''
    const join = (): void => {
      if (!agent || !joined) return
      const wait = agent.waitedSeconds >= 5 ? ` after ${inWords(agent.waitedSeconds)}` : ''
      items.push({ as: 'note', key: `join ${id}`, text: `${agent.name} joined${wait}` })
      joined = ''
    }
    for (const message of messages) {
      // Who joins by answering has joined a moment after the answer.
      if (joined && (message.at >= joined || message.author === agent?.name)) join()
      stamp(message.at)
      const isOurs = message.from === 'desk'
      if (message.clientId) known.add(message.clientId)
      const foot = isOurs ? clockOf(message.at) : `Delivered ${clockOf(message.at)}`
      items.push({ ...said(isOurs, message.clientId || message.id, message.text), author: message.author, foot })
    }
    if (session?.state !== 'empty') join()
    if (session?.state === 'ended' && messages.length > 0)
      items.push({
        as: 'note',
        key: `end ${id}`,
        text: session.endedBy === 'agent' ? `${agent?.name ?? 'We'} ended the chat` : 'The chat ended: nobody wrote for a while',
      })
  }
  for (const one of outbox) {
    if (known.has(one.clientId)) continue
    stamp(one.at)
    const refused = one.state === 'refused' ? one.reason : ''
    const foot = footOf(one, isConnected)
    items.push({ ...said(false, one.clientId, one.text), foot, refused, clientId: one.clientId })
  }
  const last = items.findLastIndex((item) => item.as === 'said' && !item.refused)
  return items.map((item, index) => (item.as === 'said' && index !== last ? { ...item, foot: '' } : item))
}
