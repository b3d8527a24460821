import type { Queue } from './wire.ts'

/** What may be changed about a queue, all at once or one by one. */
export type QueueSettings = Omit<Queue, 'id' | 'isDefault'>

export type QueueChange =
  | { type: 'queue.added'; name: string }
  | ({ type: 'queue.edited' } & Partial<QueueSettings>)
  /** From here on what no source names comes to this queue; the one before is no longer the default. */
  | { type: 'queue.made-default' }
