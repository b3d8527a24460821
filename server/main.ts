import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { prepareStore } from './platform/db/start-embedded.ts'
import { AppError } from './platform/errors.ts'

/** The folder with package.json: two up from dist/server, one up from server. */
const findRoot = (from: string): string => {
  try {
    readFileSync(join(from, 'package.json'))
    return from
  } catch {
    return findRoot(dirname(from))
  }
}

const main = async (): Promise<void> => {
  const root = findRoot(dirname(fileURLToPath(import.meta.url)))
  const dotEnv = { file: join(root, '.env'), names: [] as string[] }
  try {
    process.loadEnvFile(dotEnv.file)
    dotEnv.names = Object.keys(parseEnv(readFileSync(dotEnv.file, 'utf8')))
  } catch (error) {
    // No .env is the usual case: every setting has a default.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  // Two threads open their files side by side: the store's, and this one all that the desk is made of.
  if (!process.env.MONGODB_URL) prepareStore()
  const { runDesk } = await import('./run-desk.ts')
  await runDesk(root, process.env, dotEnv)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
