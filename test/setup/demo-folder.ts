import { existsSync, mkdirSync, renameSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '../wait-for.ts'
import { copyOfDemo, newFolder, startDesk } from './desk.ts'

/** False when somebody else has it. */
const take = (lock: string): boolean => {
  try {
    mkdirSync(lock)
    return true
  } catch {
    return false
  }
}

const seedOnce = (folder: string): Promise<string> => {
  const [made, draft, lock] = ['made', 'draft', 'lock'].map((name) => join(folder, name)) as [string, string, string]
  const make = async (): Promise<void> => {
    mkdirSync(draft, { recursive: true })
    await (await startDesk({ dataDir: draft })).end()
    renameSync(draft, made)
  }
  return waitFor(
    async () => {
      if (!existsSync(made) && take(lock)) await make().finally(() => rmdirSync(lock))
      return existsSync(made) ? made : undefined
    },
    { timeoutMs: 120_000, everyMs: 100, what: 'the demo company' },
  )
}

/** A new folder with the demo company in it. To make the company takes seconds, so the processes of a run make it once and begin with copies. */
export const demoFolder = async (): Promise<string> => {
  const shared = process.env.PATCHBAY_SEED_ONCE
  return shared ? copyOfDemo(await seedOnce(shared)) : newFolder()
}
