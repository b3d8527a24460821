import type { QueueKey } from './company.ts'

/**
 * One matter and how it went. A line begins with who says it: `c` the customer, `a` the agent, `n` a note among colleagues.
 * Words in braces are filled in from the customer, the order and the agent.
 */
export interface Story {
  key: string
  queue: QueueKey
  /** Written for these; a chat's lines are short. */
  channel: 'email' | 'chat'
  kind: 'question' | 'request' | 'complaint' | 'return' | 'fault'
  /** Of an email. A chat is called by its first line. */
  subject: string
  tags: readonly string[]
  priority?: 'low' | 'high' | 'urgent'
  disposition: string
  lines: readonly string[]
}

export type StoryTexts = Omit<Story, 'queue'>
