import { rmSync } from 'node:fs'
import { startDesk } from './desk.ts'

/** The demo company takes as long to make as a browser test to run: it is made once, and each desk of the browser tests begins with a copy. */
export default async (): Promise<() => void> => {
  const desk = await startDesk()
  await desk.end()
  process.env.PATCHBAY_SEEDED_DATA = desk.dataDir
  return () => rmSync(desk.dataDir, { recursive: true, force: true })
}
