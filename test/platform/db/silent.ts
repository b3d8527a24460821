import type { StoreLog } from '../../../server/platform/db/start-embedded.ts'

/** A log that keeps what was said, for tests that ask. */
export const said: { level: string; message: string }[] = []
const keep = (level: string) => (_details: object, message: string) => void said.push({ level, message })
export const silent: StoreLog = { info: keep('info'), warn: keep('warn'), error: keep('error') }
