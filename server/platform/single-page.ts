import { join } from 'node:path'
import express, { Router } from 'express'
import { AppError } from './errors.ts'

/** A built single-page app: hashed assets for a year, the page itself afresh each time. Any path that is no file is the page: the app routes itself. */
export const singlePage = (folder: string): Router => {
  const router = Router()
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', fallthrough: false }))
  // The app has one page, which answers below. Whatever else was built beside it has a door of its own, or none.
  router.get('/{*path}.html', (_request, _response, next) => next('router'))
  router.use(
    express.static(folder, {
      index: false,
      cacheControl: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  )
  router.get('/{*path}', (request, response, next) => {
    if (request.path.startsWith('/api/') || !request.accepts('html')) return next()
    response.set('Cache-Control', 'no-cache').sendFile(join(folder, 'index.html'), (error) => {
      if (error) next(new AppError('page-missing', 'unavailable', 'This page is not built. Run npm run build.', { cause: error }))
    })
  })
  return router
}
