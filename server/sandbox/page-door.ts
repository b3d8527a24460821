import { type NextFunction, type Request, type Response, Router } from 'express'
import { AppError } from '../platform/errors.ts'
import type { Platform } from '../platform/room.ts'
import type { SignIn } from '../sign-in/index.ts'
import { html } from './mailbox/html.ts'

const refusal = (path: string): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in first</title>
<style>
:root { color-scheme: light dark; --canvas: #f5f4f1; --text: #162020; --text-2: #465151; --accent: #005f61; --accent-ink: #ffffff }
@media (prefers-color-scheme: dark) { :root { --canvas: #0d1414; --text: #e5ebe9; --text-2: #afb8b7; --accent: #62babb; --accent-ink: #021819 } }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; gap: 1rem; padding: 1.5rem; background: var(--canvas);
  color: var(--text-2); font: 400 .9375rem/1.375rem system-ui, sans-serif }
h1 { margin: 0; color: var(--text); font-size: 1.5rem; line-height: 1.875rem }
p { margin: 0; max-width: 24rem }
a { justify-self: start; padding: .625rem 1.125rem; border-radius: 7px; background: var(--accent); color: var(--accent-ink); text-decoration: none }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
</style>
</head>
<body>
<h1>Sign in first</h1>
<p>This page belongs to the sandbox of this desk. Who is on its staff may open it.</p>
<a href="/open-sandbox?to=${encodeURIComponent(path)}">Sign in</a>
</body>
</html>
`.markup

/**
 * Before every sandbox page of a desk that the network can reach (SECURITY R1): who brings no pass is sent to the console, which signs in, fetches
 * one and comes back.
 */
export const createPageDoor = ({
  platform,
  signIn,
}: {
  platform: Pick<Platform, 'limit'>
  signIn: Pick<SignIn, 'readPagePass'>
}): Router => {
  const router = Router()
  const check = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const actor = await signIn.readPagePass(request.get('cookie'), response)
    await (actor ? platform.limit('api', actor.id) : platform.limit('public', request.ip ?? ''))
    if (actor) return next()
    if (request.accepts(['json', 'html']) !== 'html')
      throw new AppError('sign-in-needed', 'unauthenticated', 'Sign in to the console first, and open this page from there.')
    response.status(401).set('Cache-Control', 'no-store').type('html').send(refusal(request.originalUrl))
  }
  router.use(['/demo', '/sandbox'], (request, response, next) => {
    check(request, response, next).catch(next)
  })
  return router
}
