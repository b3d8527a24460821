import type { SandboxFile } from '../setup/desk.ts'
import { type BenchOptions, type Figure, quantile } from './figure.ts'
import { type LightPhone, openLightPhone } from './many-phones.ts'
import { pause } from './news.ts'
import { inviteAgents, OUR_NUMBER, type PhoneAgent, WAY_TO_A_PERSON } from './phone-agent.ts'

/** Four new calls a second. */
const RAMP_MS = 250

/** Answers to a caller's dialling or key, and joins after an agent's accept, in milliseconds. */
interface Took {
  answers: number[]
  joins: number[]
}

/** Dials, walks the menu as it asks, waits, talks until the agent ends it. */
const callOnce = async (phone: LightPhone, took: Took): Promise<void> => {
  const answered = async (act: () => Promise<void>): Promise<void> => {
    const heard = phone.hears()
    const begun = performance.now()
    await act()
    took.answers.push((await heard) - begun)
    await phone.until((call) => call.gather !== null)
  }
  await answered(() => phone.dial(OUR_NUMBER))
  for (const key of WAY_TO_A_PERSON) await answered(() => phone.press(key))
  await phone.until((call) => call.state === 'ended')
}

/** Takes calls until nobody is left. */
const takeCalls = async (
  url: string,
  agent: PhoneAgent,
  took: Took,
  isOver: () => boolean,
  over: Promise<void>,
  talkMs: number,
): Promise<void> => {
  const phone = await openLightPhone(url, { accessToken: (await agent.call('POST', '/softphone', {})).token })
  while (!isOver()) {
    const offered = await Promise.race([agent.offered(), over])
    if (!offered) break
    const { work, call } = offered.offer
    const begun = performance.now()
    try {
      await agent.call('POST', `/work/${work.id}/accept`, {})
    } catch {
      // It lapsed, or its caller has gone: the next one.
      await Promise.race([agent.withoutOffer(), over])
      continue
    }
    const { dialId } = await agent.call('POST', `/calls/${call?.id}/join`, {})
    await phone.dial('', { dialId })
    await phone.until(({ conference, state }) => conference !== null || state === 'ended')
    took.joins.push(performance.now() - begun)
    await pause(talkMs)
    await agent.call('POST', `/calls/${call?.id}/hang-up`, {})
    await phone.until(({ state }) => state === 'ended')
    await agent.call('POST', `/calls/${call?.id}/wrap-up`, { disposition: 'Answered', isDone: true })
    await agent.withoutOffer()
  }
  phone.leave()
}

/** Many callers at once through menu, queue and talk. The stand-in and every phone's socket share the machine with the desk. */
export const benchManyCalls = async (sandbox: SandboxFile, { isQuick, say }: BenchOptions): Promise<Figure[]> => {
  // Long enough a talk that all of them are there at once.
  const [callers, people, talkMs] = isQuick ? [40, 8, 5_000] : [200, 40, 45_000]
  say(`${people} agents sit down …`)
  const agents = await inviteAgents(sandbox, people)
  say(`${callers} callers …`)
  const took: Took = { answers: [], joins: [] }
  let left = callers
  let tellOver = (): void => {}
  const over = new Promise<void>((resolve) => {
    tellOver = resolve
  })
  let live = 0
  let most = 0
  const begun = performance.now()
  const answering = agents.map((agent) => takeCalls(sandbox.url, agent, took, () => left === 0, over, talkMs))
  await Promise.all(
    Array.from({ length: callers }, async (_, n) => {
      const phone = await openLightPhone(sandbox.url, { number: `+1202555${String(1_000 + n)}` })
      await pause(begun + n * RAMP_MS - performance.now())
      live += 1
      most = Math.max(most, live)
      await callOnce(phone, took)
      live -= 1
      left -= 1
      phone.leave()
    }),
  )
  tellOver()
  await Promise.all(answering)
  for (const agent of agents) agent.leave()
  const seconds = (performance.now() - begun) / 1_000
  const late = took.answers.filter((ms) => ms > 1_000).length
  return [
    {
      name: `answer to a caller’s key at ${callers} calls, the slowest`,
      value: Math.max(...took.answers),
      unit: 'ms',
      budget: { is: 'most', value: 1_000 },
      note: [
        `p50 ${quantile(took.answers, 0.5).toFixed(0)} ms, p95 ${quantile(took.answers, 0.95).toFixed(0)} ms of ${took.answers.length}; ${late} later than 1 s`,
        `${most} calls at once, four new ones a second, ${people} agents, ${callers} served in ${seconds.toFixed(0)} s`,
        `accept → both in the call p95 ${quantile(took.joins, 0.95).toFixed(0)} ms`,
      ].join('; '),
    },
  ]
}
