/** Files of `npm test` that `npm run test:full` runs once more, trying more: random courses, odd names, looks. */
export const triedFurther: readonly string[] = [
  'test/access/walk.test.ts',
  'test/cli/dev.test.ts',
  'test/customers/crashes.test.ts',
  'test/demo/demo.test.ts',
  'test/e2e/console-access.e2e.ts',
  'test/e2e/flows.e2e.ts',
  'test/e2e/people.e2e.ts',
  'test/e2e/settings.e2e.ts',
  'test/e2e/widget.e2e.ts',
  'test/hub/crashes.test.ts',
  'test/hub/erase-in-flight.test.ts',
  'test/platform/db/crash.test.ts',
  'test/platform/db/early.test.ts',
  'test/platform/db/limits.test.ts',
  'test/platform/ledger.test.ts',
  'test/platform/refold.test.ts',
]

/** How much is tried in a file of these. */
export const tries = <T>(few: T, many: T): T => (process.env.PATCHBAY_TRIES === 'many' ? many : few)
