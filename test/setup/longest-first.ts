import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take long for their size. A clone has no times of an earlier run: by size they would come last, and the other cores stand idle beside them. */
const longest = [
  'calls/restart',
  'access/walk',
  'platform/db/limits',
  'cli/start',
  'demo/demo',
  'platform/db/early',
  'hub/crashes',
  'hub/erase-in-flight',
  'e2e/console.',
  'e2e/settings',
  'e2e/console-access',
  'e2e/phone-page',
  'e2e/people',
  'e2e/call.',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.includes(`/test/${name}`))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}
