import { newId } from '../../platform/ids.ts'
import type { Chaos } from './chaos.ts'
import type { Method } from './shapes.ts'
import type { Webhooks } from './webhook.ts'

/** News to a customer's doors: sent side by side, so in no certain order. */
export interface Callbacks {
  tell(to: { url: string; method: Method }, params: Record<string, string>): void
  /** Resolves when none is under way. */
  idle(): Promise<void>
}

export const createCallbacks = ({ webhooks, chaos }: { webhooks: Webhooks; chaos: Chaos }): Callbacks => {
  const underWay = new Set<Promise<unknown>>()
  const follow = (work: Promise<unknown>): void => {
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }
  return {
    tell: (to, params) => {
      const token = newId()
      for (const waitMs of chaos.fateOfCallback()) {
        const send = async (): Promise<void> => {
          if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
          await webhooks.ask(to, params, token)
        }
        follow(send())
      }
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.allSettled([...underWay])
    },
  }
}
