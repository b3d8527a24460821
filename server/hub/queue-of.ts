import type { Queue, Queues } from '../queues/index.ts'
import type { Message } from './message.ts'

/** Where a message goes if it begins a case: what its channel knows already, else what the address it came to feeds, else the default queue. */
export const queueOf = (queues: Pick<Queues, 'byId' | 'queueFor'>, { demand, receivedBy, account }: Message): Queue =>
  // A message stored by an older version has no demand.
  queues.byId(demand?.queueId ?? '') ?? queues.queueFor(receivedBy[0] ?? account)
