import { describe, it } from 'vitest'
import { missingTool, type Tool } from './tools.ts'

/** Tests that need a program of the system. Where it is missing, one skipped test tells why in their stead. */
export const describeWith = (tool: Tool, name: string, tests: () => void): void => {
  const why = missingTool(tool)
  if (why === undefined) describe(name, tests)
  else describe(name, () => it(`needs ${tool}`, ({ skip }) => skip(why)))
}
