import { Router } from 'express'
import { AppError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/room.ts'
import { mountRoutes, type Route, route } from '../../platform/routes.ts'
import type { BeginSession as Begin, SessionBegun as Begun } from './wire.ts'
import { BeginSession, SessionBegun } from './wire.ts'

/** The public doors of the widget, under `/widget/v1`. */
export const widgetDoors = (begin: (body: Begin, address: string) => Promise<Begun>): Route[] => [
  route({
    method: 'post',
    path: '/session',
    summary: 'Begins or continues a visitor’s chat on a site.',
    may: 'public',
    limit: 'widget',
    body: BeginSession,
    answer: SessionBegun,
    run: (_actor, body, { address }) => begin(body, address),
  }),
]

/** They know no staff and no keys: whoever asks is nobody until the answer says so. */
export const widgetRouter = (doors: readonly Route[], { connection, log, limit }: Platform): Router => {
  const router = Router()
  const allow = () => {
    throw new AppError('not-allowed', 'forbidden', 'Nobody has permissions here.')
  }
  router.use(mountRoutes(doors, { connection, log, limit, authenticate: async () => null, actorId: () => '', allow }))
  return router
}
