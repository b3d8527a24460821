import type { Waiting } from './demand.ts'
import { type Agent, lackedSkill, misfit, scoreAt, standing } from './fit.ts'
import { neededLevel } from './relax.ts'
import { capital, roomWords, skillWords, span } from './words.ts'

/** What is kept of a decision about one agent: ids and reasons, nothing a customer said. */
export interface CandidateReasons {
  agentId: string
  score: number | null
  reasons: string[]
  isChosen: boolean
}

/** So many are kept of one decision; who comes nearest comes first, and who is not in the queue's teams is no candidate. */
export const CANDIDATES_KEPT = 40

const order = ['refused', 'asked', 'capacity', 'exclusive', 'skill', 'away', 'not-responding', 'offline'] as const
type Rank = (typeof order)[number]

/** The agents of highest standing, best first; the one who had the case before leads. Costs little for the many that do not get among them. */
const createBest = (work: Waiting) => {
  const best: Agent[] = []
  const standings: number[] = []
  return {
    offer: (agent: Agent): void => {
      const standingNow = agent.id === work.stickyId ? Infinity : standing(agent, work.demand)
      let place = best.length
      if (place === CANDIDATES_KEPT) {
        place--
        if (standingNow <= (standings[place] as number)) return
      }
      for (; place > 0 && (standings[place - 1] as number) < standingNow; place--) {
        best[place] = best[place - 1] as Agent
        standings[place] = standings[place - 1] as number
      }
      best[place] = agent
      standings[place] = standingNow
    },
    best,
  }
}

const lackWords = (agent: Agent, { demand }: Waiting, step: number): string => {
  const skill = lackedSkill(agent, demand, step) ?? ''
  const level = agent.skills[skill] ?? 0
  const needed = neededLevel(demand.required[skill] ?? 0, demand.steps[step])
  return level === 0 ? `no ${capital(skill)}` : `${capital(skill)} ${level} of 3, needs ${needed}`
}

const passedOver = (rank: Rank, agent: Agent, work: Waiting, step: number): string => {
  if (rank === 'asked') return 'has an offer already'
  if (rank === 'capacity') return `at ${work.demand.noun} capacity`
  if (rank === 'exclusive') return work.demand.isExclusive ? 'busy with live work' : 'on a call'
  if (rank === 'skill') return lackWords(agent, work, step)
  if (rank === 'not-responding') return 'not responding'
  return rank === 'refused' ? 'passed on it a moment ago' : rank
}

const wasRefusedBy = (agentId: string, { refusals }: Waiting, now: number): boolean =>
  refusals.some((one) => one.agentId === agentId && now < one.softUntil)

/** Every candidate for a piece of work with score and reasons, for the record and for "Why me". Pure. */
export const explain = (
  work: Waiting,
  agents: Iterable<Agent>,
  { step, chosenId, now }: { step: number; chosenId: string | null; now: number },
): CandidateReasons[] => {
  const fit = createBest(work)
  const ranked = new Map<Rank, Agent[]>(order.map((rank) => [rank, []]))
  let chosen: Agent | undefined
  for (const agent of agents) {
    if (agent.id === chosenId) {
      chosen = agent
      continue
    }
    const why = misfit(agent, work.demand, step)
    if (why === 'team') continue
    const isRefused = why === null && work.refusals.length > 0 && wasRefusedBy(agent.id, work, now)
    if (why === null && !isRefused) {
      fit.offer(agent)
      continue
    }
    const alike = ranked.get(why ?? 'refused')
    if (alike && alike.length < CANDIDATES_KEPT) alike.push(agent)
  }
  const score = (agent: Agent): number => scoreAt(agent, work.demand, agent.id === work.stickyId, now)
  const fitWords = (agent: Agent): string[] => {
    const words = skillWords(agent, work.demand)
    if (agent.id === work.stickyId) words.unshift('had this case before')
    words.push(`idle ${span(Math.max(0, now - agent.idleSince))}`)
    return words
  }
  const found: CandidateReasons[] = []
  if (chosen) found.push({ agentId: chosen.id, score: score(chosen), reasons: fitWords(chosen), isChosen: true })
  for (const agent of fit.best) found.push({ agentId: agent.id, score: score(agent), reasons: fitWords(agent), isChosen: false })
  for (const rank of order)
    for (const agent of ranked.get(rank) ?? []) {
      if (found.length >= CANDIDATES_KEPT) return found
      found.push({ agentId: agent.id, score: null, reasons: [passedOver(rank, agent, work, step)], isChosen: false })
    }
  return found.slice(0, CANDIDATES_KEPT)
}

/** What the chosen agent is told beside the offer: `Returns 2 of 3, you have room for one chat`. */
export const whyMe = (work: Waiting, agent: Agent): string => {
  const parts = work.stickyId === agent.id ? ['you had this case before'] : skillWords(agent, work.demand).slice(0, 2)
  parts.push(
    work.demand.isExclusive
      ? agent.liveLoad > 0
        ? 'nobody is quite free, and your chats can wait'
        : 'you are free'
      : `you have room for ${roomWords(agent, work.demand)}`,
  )
  return capital(parts.join(', '))
}
