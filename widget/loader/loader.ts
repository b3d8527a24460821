import { readToHost, type Theme, type ToApp, wrap } from '../protocol.ts'
import { draw } from './draw.ts'

/** What the host page may ask of the widget: `window.patchbay`. */
export interface PatchbayWidget {
  open(): void
  close(): void
  /** Hands over the site's signed word for who the customer is: an HS256 token, at most five minutes old, good once. */
  identify(token: string): void
  /** The customer signed out: nothing of the chat stays in this browser. */
  forget(): void
}

/** Until words say that the chat is loading. */
const SLOW_MS = 500
/** How long a frame that has loaded may be silent before it counts as none of ours; each try in vain doubles the pause after it, up to `LONGEST_MS`. */
const SILENT_MS = 2_000
const LONGEST_MS = 60_000

/** As much as the app takes of it. */
const LONGEST_PAGE = 500

const script = (document.currentScript ?? document.querySelector('script[data-site][src$="/widget.js"]')) as HTMLScriptElement | null

const start = (source: HTMLScriptElement, site: string): void => {
  const { origin } = new URL(source.src)
  const theme = (/^(light|dark)$/.exec(source.dataset.theme ?? '')?.[0] ?? 'auto') as Theme
  const flag = `patchbay:${site}`
  const drawing = draw(theme)
  let frame: HTMLIFrameElement | undefined
  let isReady = false
  let isOpen = false
  /** The frame came as something else than the chat: the browser's own page for a desk that cannot be reached. */
  let isLost = false
  let isSlow = false
  /** Where the focus was then. */
  let openedFrom: Element | null = null
  let pauseMs = SILENT_MS
  let next: ReturnType<typeof setTimeout> | undefined
  let unread = 0
  let name = source.dataset.name ?? ''
  /** What was asked before the frame could hear. */
  let waiting: ToApp[] = []

  const show = (): void => drawing.show({ isOpen, isReady, isLost, isSlow, unread, name })
  const say = (message: ToApp): void => {
    if (isReady) frame?.contentWindow?.postMessage(wrap(message), origin)
    else waiting.push(message)
  }
  const tellOpen = (): void => say({ type: isOpen ? 'opened' : 'closed' })
  const fetchApp = (): void => {
    clearTimeout(next)
    if (frame) frame.src = `${origin}/widget/app?site=${encodeURIComponent(site)}`
  }
  const lose = (): void => {
    if (isReady) return
    isLost = true
    show()
    next = setTimeout(fetchApp, pauseMs)
    pauseMs = Math.min(pauseMs * 2, LONGEST_MS)
  }
  const load = (): void => {
    if (frame) {
      if (isLost) fetchApp()
      return
    }
    frame = document.createElement('iframe')
    frame.title = 'Chat'
    frame.className = 'shut'
    frame.addEventListener('load', () => {
      const hello: ToApp = { type: 'hello', page: (location.origin + location.pathname).slice(0, LONGEST_PAGE), theme }
      frame?.contentWindow?.postMessage(wrap(hello), origin)
      clearTimeout(next)
      next = setTimeout(lose, SILENT_MS)
    })
    fetchApp()
    drawing.hold(frame)
  }
  const setOpen = (to: boolean): void => {
    if (to === isOpen) return
    isOpen = to
    openedFrom = document.activeElement
    if (to) load()
    if (isReady) tellOpen()
    else
      setTimeout(() => {
        isSlow = true
        show()
      }, SLOW_MS)
    show()
    if (to) frame?.focus()
    else drawing.button.focus()
  }
  const remember = (has: boolean): void => {
    try {
      if (has) localStorage.setItem(flag, '1')
      else localStorage.removeItem(flag)
    } catch {
      // A page without storage: the chat is there again when it is opened.
    }
  }

  addEventListener('message', (event) => {
    if (event.origin !== origin || !frame || event.source !== frame.contentWindow) return
    const said = readToHost(event.data)
    if (said?.type === 'ready') {
      isReady = true
      name = said.name
      frame.title = `Chat with ${name}`
      for (const message of waiting) say(message)
      waiting = []
      // Last, so that the app knows of an identity before it begins.
      tellOpen()
      show()
      // Unless they went on elsewhere in the page meanwhile.
      if (isOpen && document.activeElement === openedFrom) frame.focus()
    } else if (said?.type === 'close') setOpen(false)
    else if (said?.type === 'unread') unread = said.count
    else if (said?.type === 'begun') remember(said.has)
    if (said) show()
  })
  drawing.button.addEventListener('click', () => setOpen(!isOpen))
  const face: PatchbayWidget = {
    open: () => setOpen(true),
    close: () => setOpen(false),
    identify: (token) => {
      load()
      say({ type: 'identify', token })
    },
    forget: () => {
      load()
      say({ type: 'forget' })
    },
  }
  Object.assign(window, { patchbay: face })
  show()
  try {
    // Who has a chat here is told of answers without opening it; for everyone else the page loads nothing more.
    if (localStorage.getItem(flag)) load()
  } catch {
    // As above.
  }
  dispatchEvent(new Event('patchbay:ready'))
}

const begin = (): void => {
  const site = script?.dataset.site
  // Once, even where a theme and a tag manager both put the line in.
  if (script && site && !('patchbay' in window)) start(script, site)
}
if (document.body) begin()
else addEventListener('DOMContentLoaded', begin)
