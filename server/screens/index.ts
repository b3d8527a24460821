import type { RoomParts } from '../platform/room.ts'
import type { Actor } from '../staff/index.ts'
import { createCaseScreen } from './case-screen.ts'
import type { ScreenDeps } from './deps.ts'
import { screenTopics } from './live.ts'
import { createMyWork } from './my-work.ts'
import { screenRoutes } from './routes.ts'

/** Reads that join rooms, and the live topics of the console. Changes nothing. */
export const createScreens = (deps: ScreenDeps) => {
  const caseScreen = createCaseScreen(deps)
  const myWork = createMyWork(deps)
  const parts: RoomParts<Actor> = { routes: screenRoutes(deps, caseScreen, myWork), topics: screenTopics(deps) }
  return { caseScreen, myWork, parts }
}

export type Screens = ReturnType<typeof createScreens>
