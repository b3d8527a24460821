import type { ChaosSettings } from '../../server/sandbox/carrier/chaos.ts'
import { type CallDesk, openCallDesk } from '../e2e/call-pages.ts'

/** A bad day at the carrier: news come late, twice, in any order or never; answers of ours are not heard; requests of ours are refused. */
const CHAOS = { reorder: 0.3, double: 0.3, drop: 0.15, delay: 0.1, delayMs: 1_500, timeOut: 0.08, timeOutMs: 800, refuse: 0.08 }

/** Each run takes another course; a failing one names its seed. */
export const misbehave = async (url: string, more: Partial<ChaosSettings> = {}): Promise<void> => {
  const seed = Date.now() % 1_000_000
  const response = await fetch(`${url}/sandbox/carrier/chaos`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ seed, ...CHAOS, ...more }),
  })
  if (!response.ok) throw new Error(`chaos: ${response.status} ${await response.text()}`)
  process.stdout.write(`the carrier misbehaves by seed ${seed}\n`)
}

export const openBadDay = async (): Promise<CallDesk> => {
  const desk = await openCallDesk()
  await misbehave(desk.url)
  return desk
}

/** What calls at consoles are tried on. */
export const days = [
  ['on a good day', openCallDesk],
  ['on a bad day of the carrier', openBadDay],
] as const
