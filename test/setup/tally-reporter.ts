import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'
import type { Tally } from './tally.ts'

/** Writes what came of a run to the file that `test/run.mjs` reads: counts, and each skipped test with its reason. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tally: Tally = { passed: 0, failed: unhandled.length, skipped: 0, skips: [] }
    for (const testModule of modules) {
      let failedHere = 0
      for (const test of testModule.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') tally.passed += 1
        else if (result.state === 'failed') failedHere += 1
        else {
          tally.skipped += 1
          tally.skips.push({ name: `${testModule.relativeModuleId} > ${test.fullName}`, why: 'note' in result ? result.note : undefined })
        }
      }
      // A file that does not load, or a hook that throws, has no failed test to show for it.
      if (failedHere === 0 && !testModule.ok()) failedHere = 1
      tally.failed += failedHere
    }
    const file = process.env.PATCHBAY_TALLY
    if (file) writeFileSync(file, JSON.stringify(tally))
  }
}
