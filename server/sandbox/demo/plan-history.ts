import { firstNameOf, people, type QueueKey } from './company.ts'
import { customers, type DemoCustomer } from './customers.ts'
import { openStories } from './open-stories.ts'
import type { Step } from './plan.ts'
import { planCalls } from './plan-calls.ts'
import { createRandom, type Random } from './random.ts'
import { stories } from './stories.ts'
import type { Story } from './story.ts'
import { DAY, dayAfter, HOUR, MINUTE, wakingTime, workingTime } from './times.ts'

const CLOSED = 135
const MONTHS_BACK = 205 * DAY
/** Up to here everything planned is over: newer than this are only the open matters. */
const LATELY = 5 * DAY
/** For families, not for fleets. */
const PRIVATE = new Set(['child-seat', 'gift-voucher', 'manual', 'never-arrived', 'missing-part', 'parcel-neighbour', 'colour'])

const laneOf = (customer: DemoCustomer): string => customer.twinOf ?? customer.key
const hasChat = (customer: DemoCustomer): boolean => customer.identities.some((one) => one.channel === 'chat')
const writesMail = (customer: DemoCustomer): boolean => customer.identities[0]?.channel !== 'chat'

/** Closed matters of each customer: by weight, at least one. */
const shares = (): Map<string, number> => {
  const whole = customers.reduce((sum, one) => sum + one.weight, 0)
  const counts = new Map(customers.map((one) => [one.key, Math.max(1, Math.floor((one.weight / whole) * CLOSED))]))
  let left = CLOSED - [...counts.values()].reduce((sum, one) => sum + one, 0)
  for (const one of [...customers].sort((a, b) => b.weight - a.weight)) {
    if (left <= 0) break
    counts.set(one.key, (counts.get(one.key) ?? 0) + 1)
    left -= 1
  }
  return counts
}

const agentsFor = (queue: QueueKey): string[] => people.filter((one) => one.works.includes(queue)).map((one) => one.key)
const agentName = (key: string): string => firstNameOf(people.find((one) => one.key === key)?.name ?? '')

const filler = (random: Random, customer: DemoCustomer, agent: string, at: number, order: number) => {
  const values: Record<string, string> = {
    name: customer.name,
    first: firstNameOf(customer.name),
    bike: customer.bike,
    town: customer.town,
    agent: agentName(agent),
    order: `LF-${order}`,
    serial: `K2-${random.whole(30_100, 38_900)}`,
    price: `€${random.pick([18, 24, 39, 45, 62, 79, 85, 119, 149, 240])}`,
    day: dayAfter(at, random.whole(2, 6)),
  }
  return (text: string): string => text.replace(/\{(\w+)\}/g, (all, word: string) => values[word] ?? all)
}

/** One closed matter from its first line to its wrap-up. */
const tell = (random: Random, customer: DemoCustomer, story: Story, start: number, matter: string, order: number): Step[] => {
  const lane = laneOf(customer)
  const isChat = story.channel === 'chat'
  const agent = random.pick(agentsFor(story.queue))
  const fill = filler(random, customer, agent, start, order)
  const steps: Step[] = []
  const add = (at: number, act: Step['act']): void => void steps.push({ at, lane, matter, act })
  let at = isChat ? workingTime(start, random) : wakingTime(start, random)
  let isTaken = false
  for (const [index, line] of story.lines.entries()) {
    const who = line[0]
    const text = fill(line.slice(2))
    if (who === 'c') {
      if (index > 0)
        at = isChat ? at + random.whole(20, 170) * 1000 : wakingTime(at + random.whole(2, 22) * HOUR + random.whole(0, 59) * MINUTE, random)
      add(at, { do: 'write', customer: customer.key, channel: story.channel, queue: story.queue, subject: fill(story.subject), text })
      continue
    }
    const pause = isChat ? random.whole(25, 140) * 1000 : random.whole(20, 260) * MINUTE
    at = isChat ? at + pause : workingTime(at + pause, random)
    if (!isTaken) {
      const taken = at - Math.round(pause * 0.6)
      add(taken, { do: 'assign', agent, queue: story.queue })
      add(taken + 5_000, { do: 'sort', agent, kind: story.kind, tags: story.tags, ...(story.priority ? { priority: story.priority } : {}) })
      isTaken = true
    }
    if (who === 'n') add(at, { do: 'note', agent, text })
    else add(at, { do: 'answer', agent, text })
  }
  at = isChat ? at + random.whole(40, 200) * 1000 : workingTime(at + random.whole(10, 300) * MINUTE, random)
  add(at, { do: 'close', agent, disposition: story.disposition })
  return steps
}

/** The open matters, counted back from now. */
const tellOpen = (now: number): Step[] =>
  openStories.flatMap((story) => {
    const customer = customers.find((one) => one.key === story.customer)
    if (!customer) throw new Error(`There is no customer ${story.customer} in the demo.`)
    const matter = `open-${story.customer}`
    const lane = laneOf(customer)
    const lines = story.lines.map((line) => {
      const [hours = '0', who = 'c'] = line.split(' ', 2)
      return { at: now - Number(hours) * HOUR, who, text: line.slice(hours.length + who.length + 2) }
    })
    const first = lines[0]?.at ?? now
    const answeredBy = (text: string): string =>
      people.find((one) => text.trimEnd().endsWith(firstNameOf(one.name)))?.key ?? story.agent ?? 'ines'
    const steps: Step[] = lines.map(({ at, who, text }) => {
      if (who === 'c')
        return {
          at,
          lane,
          matter,
          act: { do: 'write', customer: customer.key, channel: story.channel, queue: story.queue, subject: story.subject, text },
        }
      if (who === 'n') return { at, lane, matter, act: { do: 'note', agent: 'kenji', text } }
      return { at, lane, matter, act: { do: 'answer', agent: answeredBy(text), text } }
    })
    const soon = story.channel === 'chat' ? 20_000 : 7 * MINUTE
    if (story.agent) steps.push({ at: first + soon, lane, matter, act: { do: 'assign', agent: story.agent, queue: story.queue } })
    steps.push({
      at: first + soon + 4_000,
      lane,
      matter,
      act: {
        do: 'sort',
        agent: story.agent ?? 'ines',
        kind: story.kind,
        tags: story.tags,
        ...(story.priority ? { priority: story.priority } : {}),
      },
    })
    if (story.snoozedHours !== undefined) {
      const last = lines.at(-1)?.at ?? now
      steps.push({
        at: last + 10 * MINUTE,
        lane,
        matter,
        act: { do: 'snooze', agent: story.agent ?? 'ines', until: now + story.snoozedHours * HOUR },
      })
    }
    return steps
  })

/** Pure: everything that happened at Larkfield in the months before `now`, the same for the same `now`. Oldest first. */
export const planHistory = (now: number): Step[] => {
  const random = createRandom(20_718)
  const counts = shares()
  const used = new Map<string, number>()
  const steps: Step[] = []
  let matters = 0
  for (const customer of random.shuffle(customers)) {
    const count = counts.get(customer.key) ?? 1
    const span = (MONTHS_BACK - LATELY) / count
    const told = new Set<string>()
    let isUnited = customer.identities.length < 2
    for (let nth = 0; nth < count; nth++) {
      const chatNow = hasChat(customer) && (!writesMail(customer) || nth === 0 || random.chance(0.4))
      const fitting = stories
        .filter((one) => (one.channel === 'chat') === chatNow && !told.has(one.key) && !(customer.company && PRIVATE.has(one.key)))
        .sort((a, b) => (used.get(a.key) ?? 0) - (used.get(b.key) ?? 0))
      const story = random.pick(fitting.slice(0, 6))
      told.add(story.key)
      used.set(story.key, (used.get(story.key) ?? 0) + 1)
      const start = now - MONTHS_BACK + span * nth + random.next() * Math.max(span - 5 * DAY, span * 0.3)
      const order = 20_100 + Math.round(((start - (now - MONTHS_BACK)) / MONTHS_BACK) * 600)
      const matter = `${customer.key}-${nth + 1}`
      const lines = tell(random, customer, story, start, matter, order)
      steps.push(...lines)
      matters += 1
      const end = lines.at(-1)?.at ?? start
      const lane = laneOf(customer)
      // Somebody noticed after the first chat; another number or address is asked for at the first contact.
      if (!isUnited && (chatNow || !hasChat(customer))) {
        steps.push({
          at: end + 2 * MINUTE,
          lane,
          matter,
          act: { do: 'unite', agent: agentsFor('general')[0] ?? 'ines', customer: customer.key },
        })
        isUnited = true
      }
      if (customer.typed && nth === count - 1) steps.push({ at: end + MINUTE, lane, matter, act: { do: 'type', customer: customer.key } })
    }
  }
  // A call may belong to an open matter, so those are none of the others.
  const calls = planCalls(now, steps)
  steps.push(...tellOpen(now), ...calls)
  if (matters < CLOSED) throw new Error('The demo tells too little.')
  return steps.sort((a, b) => a.at - b.at)
}
