import type { Config } from '../../config.ts'
import { peekRestored } from '../../platform/db/peek-restored.ts'
import { restoredAt } from '../../platform/db/restored.ts'
import { type Finding, warning } from './finding.ts'

const PATIENCE_MS = 4_000

const ofServer = async (url: string): Promise<Date | null> => {
  const { createConnection } = await import('mongoose')
  const connection = createConnection(url, { serverSelectionTimeoutMS: PATIENCE_MS })
  try {
    return await restoredAt(await connection.asPromise())
  } finally {
    await connection.close(true)
  }
}

/** Whether the desk keeps back what it has to send, because it was restored. A database that cannot be read is another check's finding. */
export const checkRestore = async ({ mongodbUrl, dataDir }: Pick<Config, 'mongodbUrl' | 'dataDir'>): Promise<Finding[]> => {
  const since = await (mongodbUrl ? ofServer(mongodbUrl) : peekRestored(dataDir)).catch(() => null)
  if (!since) return []
  const when = `${since.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return [
    warning(
      `Sending is paused: this desk was restored from a backup on ${when}. When all looks right, let it send with: npm run db:confirm`,
    ),
  ]
}
