import { oneAtATime } from '../platform/one-at-a-time.ts'
import type { HubDeps } from './deps.ts'
import type { FileMessage } from './file-message.ts'
import { MESSAGES_HELD } from './message-store.ts'

const EVERY_MS = 2_000
const ATTEMPTS = 8

/** Files what was taken in and not filed: after a crash, or when filing failed. After eight attempts it stands as failed beside what is held back, never dropped. */
export const createSweep = ({ platform, messages }: HubDeps, file: FileMessage, finishAnswer: (messageId: string) => Promise<void>) => {
  const sweepOnce = async (): Promise<void> => {
    for (;;) {
      const stored = await messages.claimNew(platform.clock.now())
      if (!stored) return
      const message = messages.fromStored(stored)
      try {
        if (message.direction === 'in') await file(message, { isRetry: true })
        else await finishAnswer(message.id)
      } catch (error) {
        platform.log.warn({ err: error, messageId: message.id, attempts: stored.attempts }, 'filing failed')
        if (stored.attempts >= ATTEMPTS) {
          platform.log.error({ messageId: message.id }, 'filing failed for good')
          await messages.set(message.id, { state: 'failed', reason: 'This message could not be filed. It can be filed again here.' }, [
            'dueAt',
          ])
          platform.bus.tell({ name: MESSAGES_HELD, data: {} })
        }
      }
    }
  }
  return { sweep: oneAtATime(sweepOnce).run, everyMs: EVERY_MS }
}
