/** What came of one run of tests. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
  skips: { name: string; why: string | undefined }[]
}

/** Tests are counted by vitest; a check that fails counts as one failure, so that the sum never looks clean when the run is not. */
export const addUp = (tallies: readonly Tally[], checks: readonly { ok: boolean }[]): Tally => ({
  passed: tallies.reduce((sum, one) => sum + one.passed, 0),
  failed: tallies.reduce((sum, one) => sum + one.failed, 0) + checks.filter(({ ok }) => !ok).length,
  skipped: tallies.reduce((sum, one) => sum + one.skipped, 0),
  skips: tallies.flatMap(({ skips }) => skips),
})

/** The last line of a run, alone on its line. */
export const closingLine = ({ passed, failed, skipped }: Tally): string => `${passed} passed, ${failed} failed, ${skipped} skipped`
