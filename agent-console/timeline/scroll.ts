import { createStore } from '../desk/store.ts'

const ID = 'timeline'
export const timelineId = ID

export const scrollToEnd = (): void => {
  const area = document.getElementById(ID)
  area?.scrollTo({ top: area.scrollHeight })
}

const NEAR = 60
export const isAtEnd = (area: HTMLElement): boolean => area.scrollHeight - area.scrollTop - area.clientHeight < NEAR

/** What of a timeline is shown: one person's choice for all cases, until the page is loaded again. */
export const shown = createStore<{ channel: string | null; hasEvents: boolean }>({ channel: null, hasEvents: true })
export const showAll = (): void => shown.set({ channel: null, hasEvents: true })
