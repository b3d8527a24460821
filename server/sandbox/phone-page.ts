import { join } from 'node:path'
import { Router } from 'express'
import { AppError } from '../platform/errors.ts'

/** The telephones of the outside world, as a page: built with the console, talking to the carrier's stand-in only. */
export const phonePage = ({ folder }: { folder: string }): Router => {
  const router = Router()
  router.get('/sandbox/phone', (_request, response, next) => {
    response.set('Cache-Control', 'no-cache').sendFile(join(folder, 'phone-page', 'index.html'), (error) => {
      if (error) next(new AppError('page-missing', 'unavailable', 'The phone page is not built. Run npm run build.', { cause: error }))
    })
  })
  return router
}
