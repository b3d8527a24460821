import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Small files that take long. A clone has no times of an earlier run: by size they would come last, and the other cores stand idle beside them. */
const longest = [
  'calls/scripted',
  'platform/db/crash',
  'platform/db/early',
  'calls/restart',
  'hub/crashes',
  'routing/crashes',
  'e2e/call.',
  'e2e/call-stages',
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
