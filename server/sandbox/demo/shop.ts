import { type Response, Router } from 'express'
import { findOrder } from './orders.ts'
import { shopPage } from './shop-page.ts'
import { shopStyle } from './shop-style.ts'

/**
 * A shop page with the widget on it, to be mounted at the root: `/demo`. It stands in for a customer's own page, so it sets a policy as one would. Its
 * orders can be asked for by the phone menu, as JSON.
 */
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
  router.get('/demo/api/orders', ({ query }, response) => {
    const order = findOrder(query.order, query.phone, Date.now())
    response.set('Cache-Control', 'no-store')
    if (order) response.json(order)
    else response.status(404).json({ error: 'There is no such order with that phone number.' })
  })
  return router
}
