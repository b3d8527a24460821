import type { Notice, Queue } from './wire.ts'

/** What may be changed about a queue, all at once or one by one. */
export type QueueSettings = Omit<Queue, 'id' | 'isDefault' | 'notice'>

export type QueueChange =
  | { type: 'queue.added'; name: string }
  | ({ type: 'queue.edited' } & Partial<QueueSettings>)
  /** From here on what no source names comes to this queue; the one before is no longer the default. */
  | { type: 'queue.made-default' }
  /** Callers are told something beyond the menu, or instead of it, from here on; `off`: no longer. */
  | { type: 'queue.notice-set'; mode: Notice['mode'] | 'off'; texts: Notice['texts'] }
