import type { Demand } from './demand.ts'
import { type Agent, roomFor } from './fit.ts'

/** What the desk says about its choices. Plain words, at most a line. */

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

export const span = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'under a minute'
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}

/** `Returns 2 of 3`: the levels an agent brings, of the three there are; required skills first. */
export const skillWords = (agent: Agent, demand: Demand): string[] => {
  const words: string[] = []
  for (const skill of demand.skills) {
    const level = agent.skills[skill] ?? 0
    if (level > 0) words.push(`${capital(skill)} ${level} of 3`)
  }
  return words
}

/** `one chat`, `two emails`. */
export const roomWords = (agent: Agent, demand: Demand): string => {
  const room = roomFor(agent, demand.channel)
  return `${numbers[room] ?? room} ${demand.noun}${room === 1 ? '' : 's'}`
}
