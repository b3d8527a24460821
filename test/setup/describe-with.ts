import { describe, it } from 'vitest'
import { missingTool, type Tool } from './tools.ts'

/** Tests that not every machine lets anybody try. Where `why` says that this one does not, one skipped test tells it in their stead. */
export const describeUnless = (why: string | undefined, name: string, tests: () => void, needs = 'can be tried'): void => {
  if (why === undefined) describe(name, tests)
  else describe(name, () => it(needs, ({ skip }) => skip(why)))
}

/** Tests that need a program of the system. Where it is missing, one skipped test tells why in their stead. */
export const describeWith = (tool: Tool, name: string, tests: () => void): void =>
  describeUnless(missingTool(tool), name, tests, `needs ${tool}`)
