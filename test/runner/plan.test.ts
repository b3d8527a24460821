import { expect, it } from 'vitest'
import { filesOf, projects } from '../setup/plan.ts'
import { triedFurther } from '../setup/tries.ts'

it.each(triedFurther)('%s is there, run quickly and run at length', (file) => {
  const kinds = projects.filter((project) => filesOf(project, undefined).includes(file)).map(({ name }) => name)
  expect(kinds).toEqual([file.endsWith('.e2e.ts') ? 'e2e' : 'unit', 'long'])
})
