import { type Route, route } from '../platform/routes.ts'
import type { Actor } from '../staff/index.ts'
import type { RestoreFace } from './index.ts'
import { Sending } from './wire.ts'

export const restoreRoutes = (restore: RestoreFace): Route<Actor>[] => [
  route({
    method: 'get',
    path: '/restore',
    summary: 'Whether sending is paused because this desk was restored from a backup.',
    may: 'audit.read',
    answer: Sending,
    run: (actor: Actor) => restore.readSending(actor),
  }),
  route({
    method: 'post',
    path: '/restore/confirm',
    summary: 'Lets a restored desk send what waits.',
    may: 'settings.manage',
    answer: Sending,
    run: (actor: Actor) => restore.confirm(actor),
  }),
]
