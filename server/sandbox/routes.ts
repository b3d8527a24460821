import { page, type Route, route } from '../platform/routes.ts'
import type { SignIn } from '../sign-in/index.ts'
import type { Actor } from '../staff/index.ts'
import { SandboxPage } from './wire.ts'

/** How the console finds the sandbox's pages, and lets the browser open them. */
export const sandboxRoutes = ({
  pages,
  signIn,
}: {
  pages: readonly SandboxPage[]
  signIn: Pick<SignIn, 'givePagePass'>
}): Route<Actor>[] => [
  route({
    method: 'get',
    path: '/sandbox/pages',
    summary: 'The pages on which the outside world is played.',
    may: 'me.read',
    answer: page(SandboxPage),
    run: async () => ({ items: [...pages], nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/sandbox/pass',
    summary: 'Lets this browser open the sandbox’s pages, by a cookie.',
    may: 'me.read',
    status: 204,
    run: (actor: Actor, _input, { request, response }) => signIn.givePagePass(actor, { request, response }),
  }),
]
