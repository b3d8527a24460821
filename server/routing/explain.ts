import type { Waiting } from './demand.ts'
import type { Choice } from './engine.ts'
import { type Agent, CANDIDATES_KEPT, lackedSkill, misfit, scoreAt, standing } from './fit.ts'
import { neededLevel } from './relax.ts'
import { capital, roomWords, skillWords, span } from './words.ts'

/** What is kept of a decision about one agent: ids and reasons, nothing a customer said. */
export interface CandidateReasons {
  agentId: string
  score: number | null
  reasons: string[]
  isChosen: boolean
}

const order = ['refused', 'asked', 'capacity', 'exclusive', 'skill', 'away', 'not-responding', 'offline'] as const
type Rank = (typeof order)[number]

const lackWords = (agent: Agent, { demand }: Waiting, step: number): string => {
  const skill = lackedSkill(agent, demand, step) ?? ''
  const level = agent.skills[skill] ?? 0
  const needed = neededLevel(demand.required[skill] ?? 0, demand.steps[step])
  return level === 0 ? `no ${capital(skill)}` : `${capital(skill)} ${level} of 3, needs ${needed}`
}

const passedOver = (rank: Rank, agent: Agent, work: Waiting, step: number): string => {
  if (rank === 'refused')
    return work.refusals.some((one) => one.agentId === agent.id && one.isBarred)
      ? 'has reached their own limit of calls'
      : 'passed on it a moment ago'
  if (rank === 'asked') return 'has an offer already'
  if (rank === 'capacity') return `at ${work.demand.noun} capacity`
  if (rank === 'exclusive') return work.demand.isExclusive ? 'busy with live work' : 'on a call'
  if (rank === 'skill') return lackWords(agent, work, step)
  return rank === 'not-responding' ? 'not responding' : rank
}

const wasRefusedBy = (agentId: string, { refusals }: Waiting, now: number): boolean =>
  refusals.some((one) => one.agentId === agentId && now < one.softUntil)

/** A queue that asks for less by now also asks those who had been passed over. */
const lessWords = (agent: Agent, { demand }: Waiting): string[] =>
  lackedSkill(agent, demand, 0) === null ? [] : ['the queue asks for less by now']

/**
 * Every candidate for a piece of work with score and reasons, for the record and for "Why me". Pure. A choice knows who fits; without one, and where
 * few do, every agent is looked at.
 */
export const explain = (
  work: Waiting,
  agents: Iterable<Agent>,
  { step, choice, now }: { step: number; choice: Pick<Choice, 'agent' | 'others'> | null; now: number },
): CandidateReasons[] => {
  const fit = choice ? [choice.agent, ...choice.others] : []
  const ranked = new Map<Rank, Agent[]>(order.map((rank) => [rank, []]))
  if (fit.length <= CANDIDATES_KEPT)
    for (const agent of agents) {
      const why = misfit(agent, work.demand, step)
      if (why === 'team') continue
      const alike = why === null ? (choice ? undefined : fit) : ranked.get(why)
      if (alike && (why === null || alike.length < CANDIDATES_KEPT)) alike.push(agent)
    }
  if (!choice) fit.sort((a, b) => standing(b, work.demand) - standing(a, work.demand))
  const isRefused = (agent: Agent): boolean => agent !== choice?.agent && wasRefusedBy(agent.id, work, now)
  ranked.set('refused', fit.filter(isRefused))
  const score = (agent: Agent): number => scoreAt(agent, work.demand, agent.id === work.stickyId, now)
  const fitWords = (agent: Agent): string[] => {
    const words = skillWords(agent, work.demand)
    words.push(...lessWords(agent, work))
    if (agent.id === work.meantFor) words.unshift('said they would take it')
    else if (agent.id === work.stickyId) words.unshift('had this case before')
    words.push(`idle ${span(Math.max(0, now - agent.idleSince))}`)
    return words
  }
  const found: CandidateReasons[] = []
  for (const agent of fit) {
    if (found.length >= CANDIDATES_KEPT) return found
    if (!isRefused(agent))
      found.push({ agentId: agent.id, score: score(agent), reasons: fitWords(agent), isChosen: agent === choice?.agent })
  }
  for (const rank of order)
    for (const agent of ranked.get(rank) ?? []) {
      if (found.length >= CANDIDATES_KEPT) return found
      found.push({ agentId: agent.id, score: null, reasons: [passedOver(rank, agent, work, step)], isChosen: false })
    }
  return found
}

const ownWords = (work: Waiting, agent: Agent): string[] => {
  if (work.meantFor === agent.id) return ['you said you would take it']
  if (work.meantFor !== undefined) return ['whoever said they would take it cannot']
  return work.stickyId === agent.id ? ['you had this case before'] : skillWords(agent, work.demand).slice(0, 2)
}

/** What the chosen agent is told beside the offer: `Returns 2 of 3, you have room for one chat`. */
export const whyMe = (work: Waiting, agent: Agent): string => {
  const parts = ownWords(work, agent)
  parts.push(...lessWords(agent, work))
  parts.push(
    work.demand.isExclusive
      ? agent.liveLoad > 0
        ? 'the caller has waited, and your chats can wait'
        : 'you are free'
      : `you have room for ${roomWords(agent, work.demand)}`,
  )
  return capital(parts.join(', '))
}
