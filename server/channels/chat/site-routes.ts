import * as z from 'zod'
import { page, type Route, route } from '../../platform/routes.ts'
import type { Actor } from '../../staff/index.ts'
import type { Sites } from './sites.ts'
import { EditSite, MadeSiteKey, NewSite, SiteView } from './wire.ts'

export const siteRoutes = ({ list, add, edit, makeKey, endKey, endOldKeys }: Omit<Sites, 'active' | 'all' | 'parts'>): Route<Actor>[] => [
  route({
    method: 'get',
    path: '/sites',
    summary: 'The sites that show the chat widget; those that ended last.',
    may: 'queue.read',
    answer: page(SiteView),
    run: async (actor: Actor) => ({ items: await list(actor), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/sites',
    summary: 'Lets a site show the chat widget.',
    may: 'settings.manage',
    body: NewSite,
    answer: SiteView,
    status: 201,
    run: (actor: Actor, input, { commandId }) => add(actor, { ...input, commandId }),
  }),
  route({
    method: 'patch',
    path: '/sites/:siteId',
    summary: 'Changes a site, or ends it: then its widget opens no more.',
    may: 'settings.manage',
    params: z.object({ siteId: z.string().max(60) }),
    body: EditSite,
    answer: SiteView,
    run: (actor: Actor, input, { commandId }) => edit(actor, { ...input, commandId }),
  }),
  route({
    method: 'post',
    path: '/sites/:siteId/identity-key',
    summary: 'Makes the key a site signs its customers in with; it is shown in this answer only. The one before is good for 24 hours more.',
    may: 'settings.manage',
    params: z.object({ siteId: z.string().max(60) }),
    answer: MadeSiteKey,
    status: 201,
    secretAnswer: true,
    run: (actor: Actor, { siteId }, { commandId, response }) => {
      response.setHeader('Cache-Control', 'no-store')
      return makeKey(actor, { siteId, commandId })
    },
  }),
  route({
    method: 'delete',
    path: '/sites/:siteId/identity-key',
    summary: 'Ends the key a site signs its customers in with, and any before it, at once.',
    may: 'settings.manage',
    params: z.object({ siteId: z.string().max(60) }),
    answer: SiteView,
    run: (actor: Actor, { siteId }, { commandId }) => endKey(actor, { siteId, commandId }),
  }),
  route({
    method: 'delete',
    path: '/sites/:siteId/old-identity-keys',
    summary: 'Ends at once the keys a site signed its customers in with before the one it has now.',
    may: 'settings.manage',
    params: z.object({ siteId: z.string().max(60) }),
    answer: SiteView,
    run: (actor: Actor, { siteId }, { commandId }) => endOldKeys(actor, { siteId, commandId }),
  }),
]
