import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDesk } from '../setup/desk.ts'
import { startChild } from './child.ts'
import { type BenchOptions, type Figure, quantile } from './figure.ts'

/** Starts of the built desk until it is ready: on an empty folder, then on what that one left. Leaves the folder for the parts after it. */
export const benchStart = async (dataDir: string, { isQuick, say }: BenchOptions): Promise<Figure[]> => {
  say('first start …')
  const begun = performance.now()
  await (await startDesk({ dataDir })).end()
  const first = (performance.now() - begun) / 1000
  const later: number[] = []
  for (let n = 0; n < (isQuick ? 2 : 5); n++) {
    const again = performance.now()
    const desk = await startDesk({ dataDir })
    later.push((performance.now() - again) / 1000)
    await desk.end()
  }
  const bareDir = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  const bareBegun = performance.now()
  const bare = await startChild('bare', bareDir)
  const ceiling = (performance.now() - bareBegun) / 1000
  await bare.stop()
  rmSync(bareDir, { recursive: true, force: true })
  const what = 'Express and the store alone'
  return [
    {
      name: 'first start on an empty folder of a desk that is built already (not of a fresh clone), with the demo company’s history, and its stop',
      value: first,
      unit: 's',
      budget: { is: 'most', value: 60 },
      ceiling: { what, value: ceiling },
      note: 'The budget is for a fresh clone, where installing and building come before it: not measured here.',
    },
    {
      name: 'later start, median',
      value: quantile(later, 0.5),
      unit: 's',
      budget: { is: 'most', value: 3 },
      ceiling: { what, value: ceiling },
    },
  ]
}
