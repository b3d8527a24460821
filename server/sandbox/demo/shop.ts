import { type Response, Router } from 'express'
import { shopPage } from './shop-page.ts'
import { shopStyle } from './shop-style.ts'

/** A shop page with the widget on it, to be mounted at the root: `/demo`. It stands in for a customer's own page, so it sets a policy as one would. */
export const shopRouter = ({ siteId }: { siteId: string }): Router => {
  const router = Router()
  const page = shopPage(siteId)
  const guard = (response: Response): void => {
    response.set({
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      'Cache-Control': 'no-cache',
    })
  }
  router.get('/demo', (_request, response) => {
    guard(response)
    response.type('html').send(page)
  })
  router.get('/demo/shop.css', (_request, response) => {
    response.type('css').send(shopStyle)
  })
  return router
}
