import * as z from 'zod'
import { page, type Route, route } from '../platform/routes.ts'
import type { Actor } from '../staff/index.ts'
import type { Notices } from './index.ts'
import { Mention, MentionQuery, ReadAll, ReadCount } from './wire.ts'

export const noticeRoutes = (notices: Omit<Notices, 'parts'>): Route<Actor>[] => [
  route({
    method: 'get',
    path: '/mentions',
    summary: 'Notes that name you, newest first.',
    may: 'case.read',
    query: MentionQuery,
    answer: page(Mention),
    run: (actor: Actor, query) => notices.findMentions(actor, query),
  }),
  route({
    method: 'post',
    path: '/mentions/read',
    summary: 'You have read everything that names you, up to a moment.',
    may: 'case.read',
    body: ReadAll,
    answer: ReadCount,
    run: (actor: Actor, input) => notices.readAll(actor, input),
  }),
  route({
    method: 'post',
    path: '/cases/:caseId/mentions/read',
    summary: 'You have read what names you in a case.',
    may: 'case.read',
    params: z.object({ caseId: z.string().max(60) }),
    answer: ReadCount,
    run: (actor: Actor, input) => notices.readInCase(actor, input),
  }),
]
