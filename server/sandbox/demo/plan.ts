import type { CallStory } from './call-story.ts'
import type { QueueKey } from './company.ts'
import type { Story } from './story.ts'

/** One thing that happened, in the order of `at`. Steps of one lane happen one after another. */
export interface Step {
  /** Milliseconds since 1970. */
  at: number
  /** The person whose history this is. */
  lane: string
  /** Which matter of theirs. */
  matter: string
  act: Act
}

export type Act =
  | { do: 'write'; customer: string; channel: 'email' | 'chat'; queue: QueueKey; subject: string; text: string }
  /** Taken by an agent; a matter that came in elsewhere moves to its own queue first. */
  | { do: 'assign'; agent: string; queue: QueueKey }
  | { do: 'sort'; agent: string; kind: Story['kind']; tags: readonly string[]; priority?: Story['priority'] }
  | { do: 'answer'; agent: string; text: string }
  | { do: 'note'; agent: string; text: string }
  | { do: 'snooze'; agent: string; until: number }
  | { do: 'close'; agent: string; disposition: string }
  /** A customer known by two addresses becomes one: the second goes into the first. */
  | { do: 'unite'; agent: string; customer: string }
  | { do: 'type'; customer: string }
  /** Told whole, to the end of its wrap-up. `isLast`: then the case that the calls of this matter opened is closed. */
  | { do: 'call'; customer: string; call: CallStory; kind: Story['kind']; tags: readonly string[]; isLast: boolean }
  /** Comes to work, or leaves. */
  | { do: 'attend'; agent: string; isThere: boolean }
