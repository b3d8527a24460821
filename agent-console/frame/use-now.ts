import { useSyncExternalStore } from 'react'
import { deskNow } from '../desk/clock.ts'

interface Ticker {
  subscribe(listener: () => void): () => void
  now(): number
}

const createTicker = (everyMs: number): Ticker => {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  let now = deskNow()
  const tick = () => {
    now = deskNow()
    for (const listener of [...listeners]) listener()
  }
  return {
    now: () => now,
    subscribe: (listener) => {
      listeners.add(listener)
      if (!timer) {
        now = deskNow()
        timer = setInterval(tick, everyMs)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

const tickers = new Map<number, Ticker>()
const tickerOf = (everyMs: number): Ticker => {
  const ticker = tickers.get(everyMs) ?? createTicker(everyMs)
  tickers.set(everyMs, ticker)
  return ticker
}

/** The desk's time, refreshed every so often. All who ask for the same interval tick together. */
export const useNow = (everyMs = 15_000): number => {
  const ticker = tickerOf(everyMs)
  return useSyncExternalStore(ticker.subscribe, ticker.now)
}
