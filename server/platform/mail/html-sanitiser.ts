import { mailLimits } from './limits.ts'
import { startMailWorker } from './start-mail-worker.ts'
import { createLane } from './worker-lane.ts'

/** `sanitiseHtml` in a worker, so that a monster of a mail holds up nobody but its reader (SECURITY R8). Throws AppError unavailable. */
export const createHtmlSanitiser = () => {
  const lane = createLane<string, { html: string; version: string }>({
    start: () => startMailWorker('./sanitise-worker'),
    timeoutMs: mailLimits.sanitiseMs,
    concurrency: 1,
  })
  return { sanitise: (html: string) => lane.run(html), stop: () => lane.stop() }
}
