import { callMatters } from './call-stories.ts'
import type { CallMatter, CallStory } from './call-story.ts'
import type { Step } from './plan.ts'
import { DAY, HOUR, MINUTE } from './times.ts'

/** What menus, rings and pauses take besides. */
const BESIDES_SECONDS = 180

/** How long a call is under way, to the end of wrap-up, in milliseconds. */
const lastsMs = ({ waits = 0, talks = 0, wrapsUp = 0 }: CallStory): number => (BESIDES_SECONDS + waits + talks + wrapsUp) * 1000

const beginningOf = ({ began }: CallMatter, now: number): number => {
  if ('minutes' in began) return now - began.minutes * MINUTE
  const midnight = Math.floor(now / DAY) * DAY
  const at = midnight - began.days * DAY + began.hour * HOUR
  return new Date(at).getUTCDay() === 0 ? at - DAY : at
}

interface Span {
  from: number
  to: number
}
const meets = (spans: readonly Span[], { from, to }: Span): boolean => spans.some((one) => one.to > from && one.from < to)

/** From the first to the last step of each matter of a customer. */
const spansOf = (customer: string, steps: readonly Step[]): Span[] => {
  const spans = new Map<string, Span>()
  for (const { lane, matter, at } of steps) {
    if (lane !== customer) continue
    const { from, to } = spans.get(matter) ?? { from: at, to: at }
    spans.set(matter, { from: Math.min(from, at), to: Math.max(to, at) })
  }
  return [...spans.values()]
}

/**
 * Agents come some time before their first call and stay for a while after the last; calls that are hours apart are of two days' work. Figures look back a
 * week at most, so nothing is told of the time before.
 */
const planShifts = (now: number, calls: ReadonlyMap<string, readonly Span[]>): Step[] =>
  [...calls].flatMap(([agent, spans]) => {
    const shifts: Span[] = []
    for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
      const last = shifts.at(-1)
      if (last && from - last.to < 5 * HOUR) last.to = to + 10 * MINUTE
      else shifts.push({ from: from - 10 * MINUTE, to: to + 10 * MINUTE })
    }
    const attend = (at: number, isThere: boolean): Step => ({
      at: Math.min(at, now - MINUTE),
      lane: `agent-${agent}`,
      matter: `shifts-${agent}`,
      act: { do: 'attend', agent, isThere },
    })
    return shifts.filter(({ from }) => from > now - 8 * DAY).flatMap(({ from, to }) => [attend(from, true), attend(to, false)])
  })

/**
 * Pure: the matters that came by phone before `now`, and when those who answered were at work. No call comes into the middle of the other matters of its
 * customer, which would make one case of both, or of another call of its agents.
 */
export const planCalls = (now: number, others: readonly Step[]): Step[] => {
  const taken = new Map<string, Span[]>()
  const steps = callMatters.flatMap((story, index) => {
    const { customer, calls, kind, tags } = story
    const matter = `call-${index + 1}-${customer}`
    const agents = new Set(calls.flatMap(({ agent, goesTo }) => [agent, goesTo?.agent].filter((one) => one !== undefined)))
    const busy = [...agents].flatMap((one) => taken.get(one) ?? [])
    const history = spansOf(customer, others)
    const offsets: number[] = []
    let length = 0
    for (const call of calls) {
      length += (call.minutesLater ?? 0) * MINUTE
      offsets.push(length)
      length = Math.max(length, (offsets.at(-1) ?? 0) + lastsMs(call))
    }
    let start = beginningOf(story, now)
    while (start + length > now - 5 * MINUTE) start -= DAY
    const isFree = (): boolean =>
      !meets(history, { from: start - HOUR / 2, to: start + length + HOUR / 2 }) && !meets(busy, { from: start, to: start + length })
    while (!isFree()) start -= HOUR
    return calls.map(({ minutesLater: _, ...call }, nth): Step => {
      const at = start + (offsets[nth] ?? 0)
      for (const agent of [call.agent, call.goesTo?.agent])
        if (agent !== undefined) taken.set(agent, [...(taken.get(agent) ?? []), { from: at, to: at + lastsMs(call) }])
      return {
        at,
        lane: customer,
        matter,
        act: { do: 'call', customer, call, kind, tags, isLast: nth === calls.length - 1 },
      }
    })
  })
  return [...steps, ...planShifts(now, taken)]
}
