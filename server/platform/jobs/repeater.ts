import type { Log } from '../log.ts'
import type { Jobs } from './jobs.ts'

/** The repeated jobs of this process. */
export const createRepeater = ({ log }: { log: Pick<Log, 'warn'> }): Pick<Jobs, 'repeat' | 'stop'> => {
  const timers = new Set<NodeJS.Timeout>()
  const running = new Set<Promise<void>>()
  let stopped = false

  return {
    repeat: (name, everyMs, handler) => {
      const tick = async (): Promise<void> => {
        try {
          await handler()
        } catch (error) {
          log.warn({ err: error, job: name }, 'a repeated job failed and will run again')
        }
      }
      const next = (): void => {
        if (stopped) return
        const timer = setTimeout(() => {
          timers.delete(timer)
          const work = tick()
          running.add(work)
          void work.finally(() => {
            running.delete(work)
            next()
          })
        }, everyMs)
        timers.add(timer)
      }
      next()
    },
    stop: async () => {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      await Promise.all(running)
    },
  }
}
