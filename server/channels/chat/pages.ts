import { join } from 'node:path'
import express, { type Response, Router } from 'express'
import { notFound } from '../../platform/errors.ts'
import { type Site, siteOf } from './site.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** What the page tells the app about its site: no secret, nothing of the desk. */
const forApp = ({ id, name, promise, origins, identity }: Site): string =>
  JSON.stringify({ id, name, promise, origins, needsIdentity: identity?.isRequired === true })

const pageOf = (site: Site): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<title>Chat with ${escaped(site.name)}</title>
<link rel="stylesheet" href="/widget/assets/app.css">
<script type="module" src="/widget/assets/app.js"></script>
</head>
<body data-site="${escaped(forApp(site))}"></body>
</html>
`

const ancestors = ({ origins }: Site): string => origins.map((one) => (one === 'self' ? "'self'" : one)).join(' ') || "'none'"

const guard = (response: Response, site: Site, socket: string): void => {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${socket}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors(site)}`,
  ]
  response.set({
    'Content-Security-Policy': policy.join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  })
  // Says the same as frame-ancestors but knows no list: left in place it would shut out every shop.
  response.removeHeader('X-Frame-Options')
}

export interface WidgetPages {
  sites(): readonly Site[]
  /** Where the widget's build lies: `loader.js` and `app/`. */
  folder: string
  /** For the policy: some browsers do not count a socket as `self`. */
  publicUrl(): string
}

/** `/widget.js`, `/widget/app?site=…` and `/widget/assets/…`, to be mounted at the root. */
export const widgetPages = ({ sites, folder, publicUrl }: WidgetPages): Router => {
  const router = Router()
  // Any page may load these: they hold nothing but code.
  const open = (response: Response): void => {
    response.set({ 'Cross-Origin-Resource-Policy': 'cross-origin', 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' })
  }
  router.get('/widget.js', (_request, response, next) => {
    open(response)
    response.sendFile(join(folder, 'loader.js'), { cacheControl: false }, (error) => error && next(error))
  })
  router.get('/widget/app', (request, response) => {
    const { site: id } = request.query
    if (typeof id !== 'string') throw notFound('site')
    const site = siteOf(sites(), id)
    guard(response, site, publicUrl().replace(/^http/, 'ws'))
    response.type('html').send(pageOf(site))
  })
  router.use('/widget/assets', express.static(join(folder, 'app'), { index: false, cacheControl: false, setHeaders: open }))
  return router
}
