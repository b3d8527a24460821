import { readToApp, type ToApp, type ToHost, wrap } from '../protocol.ts'
import type { SiteInfo } from './site.ts'

/** The page around the frame. It is known by its first `hello`, which only a page of the site's own origins can say; all else is dropped. */
export const listenToHost = ({ origins }: SiteInfo, hear: (message: ToApp) => void) => {
  let host = ''
  const isAllowed = (origin: string): boolean => origins.includes(origin) || (origins.includes('self') && origin === location.origin)
  addEventListener('message', (event) => {
    if (event.source !== window.parent || window.parent === window || !isAllowed(event.origin)) return
    if (host && event.origin !== host) return
    const message = readToApp(event.data)
    if (!message) return
    if (message.type === 'hello') host = event.origin
    if (host) hear(message)
  })
  return (message: ToHost): void => {
    if (host) window.parent.postMessage(wrap(message), host)
  }
}
