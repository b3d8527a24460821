import { style } from './style.ts'

const NS = 'http://www.w3.org/2000/svg'
const BUBBLE = [
  'M3 20l1.3 -3.9c-2.3 -3.4 -1.4 -7.8 2.1 -10.2c3.4 -2.5 8.3 -2.3 11.5 .4c3.1 2.7 3.5 7 .8 10.1c-2.7 3 -7.5 3.8 -11.3 1.9l-4.4 1.7',
]
const DOWN = ['M6 9l6 6l6 -6']

const icon = (paths: string[]): SVGElement => {
  const svg = document.createElementNS(NS, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  for (const d of paths) svg.appendChild(document.createElementNS(NS, 'path')).setAttribute('d', d)
  return svg
}

export interface Drawing {
  button: HTMLButtonElement
  /** Puts the frame in, hidden. */
  hold(frame: HTMLIFrameElement): void
  /** Until it `isReady`, words stand in the place of the chat: that it cannot be had (`isLost`), or takes its time (`isSlow`). */
  show(state: { isOpen: boolean; isReady: boolean; isLost: boolean; isSlow: boolean; unread: number; name: string }): void
}

/** The launcher. No markup is parsed, so it also works under a policy that forbids that. */
export const draw = (theme: string): Drawing => {
  const host = document.createElement('div')
  host.dataset.theme = theme
  host.dataset.patchbay = ''
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  root.adoptedStyleSheets = [sheet]
  const button = document.createElement('button')
  button.type = 'button'
  const badge = document.createElement('b')
  badge.ariaHidden = 'true'
  const words = document.createElement('p')
  words.role = 'status'
  root.append(button, words)
  document.body.append(host)
  let held: HTMLIFrameElement | undefined
  return {
    button,
    hold: (frame) => {
      held = frame
      // Before the button: the frame comes first in reading order, and Tab goes from the app to its launcher.
      root.insertBefore(frame, button)
    },
    show: ({ isOpen, isReady, isLost, isSlow, unread, name }) => {
      const count = isOpen || unread === 0 ? '' : unread > 9 ? '9+' : String(unread)
      badge.textContent = count
      button.replaceChildren(icon(isOpen ? DOWN : BUBBLE), badge)
      button.ariaExpanded = String(isOpen)
      const news = count && `, ${count} new ${unread === 1 ? 'message' : 'messages'}`
      button.ariaLabel = isOpen ? 'Close chat' : `${name ? `Chat with ${name}` : 'Open chat'}${news}`
      // On a small screen the chat covers its launcher, and has a button to close it; what stands in its place has none.
      button.classList.toggle('over', isReady)
      held?.classList.toggle('shut', !isOpen || !isReady)
      const why = isLost ? 'The chat does not answer right now. Still trying.' : isSlow ? 'The chat is loading.' : ''
      words.textContent = isOpen && !isReady ? why : ''
    },
  }
}
