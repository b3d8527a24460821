import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Names the folder where the first test that asks for the demo company leaves it for the others (see `desk.ts`), whatever their kind. Most runs of a few
 * files need none.
 */
export default (): (() => void) => {
  if (process.env.PATCHBAY_SEED_ONCE) return () => {}
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-seed-'))
  process.env.PATCHBAY_SEED_ONCE = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
