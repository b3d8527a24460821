import type { Platform } from '../../platform/room.ts'
import { system } from '../../staff/index.ts'
import { createAct } from './act.ts'
import { emailOf, people } from './company.ts'
import { customers } from './customers.ts'
import type { DemoFaces } from './faces.ts'
import { arrivals } from './open-stories.ts'
import { createPastAnswers } from './past-answer.ts'
import { createPastCalls } from './past-call.ts'
import type { PastClock } from './past-clock.ts'
import { createPastMessages, customerOf, eventOf, partyOf } from './past-message.ts'
import type { Step } from './plan.ts'
import { planHistory } from './plan-history.ts'
import { seedCompany } from './seed-company.ts'
import { MINUTE } from './times.ts'

/** How many steps of the past are under way at once, those that wait for one before them included. */
const WIDTH = 200
/** How many matters begin at once: few, so that cases are numbered about in the order they came. */
const BEGINNINGS = 8
const demo = system('demo')

interface Marker {
  _id: string
  /** What the past is counted back from: the same when a seeding that was cut off goes on. */
  base: Date
  isTold: boolean
  hasArrived: boolean
}

const markerOf = (platform: Platform) => platform.connection.collection<Marker>('demo')
const MARKER = 'larkfield'

const beginMarker = async (platform: Platform): Promise<Marker> => {
  const base = new Date(platform.clock.now())
  await markerOf(platform).updateOne({ _id: MARKER }, { $setOnInsert: { base, isTold: false, hasArrived: false } }, { upsert: true })
  return (await markerOf(platform).findOne({ _id: MARKER })) as Marker
}

/** Runs the steps in the order of time, many at once, but those of one person one after another. Throws what the first one threw, when all rest. */
const runSteps = async (steps: readonly Step[], run: (step: Step, nth: number) => Promise<void>): Promise<void> => {
  const tails = new Map<string, Promise<void>>()
  const running = new Set<Promise<void>>()
  const begun = new Set<string>()
  const beginnings: Promise<void>[] = []
  const failures: unknown[] = []
  for (const [nth, step] of steps.entries()) {
    while (running.size >= WIDTH) await Promise.race(running)
    const before = [tails.get(step.lane)]
    const begins = !begun.has(step.matter)
    if (begins) before.push(beginnings.at(-BEGINNINGS))
    const work = Promise.all(before)
      .then(() => (failures.length === 0 ? run(step, nth) : undefined))
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(work))
    if (begins) {
      begun.add(step.matter)
      // Done when this one and all before it are.
      beginnings.push(Promise.all([beginnings.at(-1), work]).then(() => {}))
    }
    tails.set(step.lane, work)
    running.add(work)
  }
  await Promise.all(running)
  if (failures.length > 0) throw failures[0]
}

/**
 * Writes the company, its people and its past: before reactions listen, because nothing of it is news. Once; what a crash cut off goes on from where
 * it was.
 */
export const seedHistory = async (platform: Platform, faces: DemoFaces, past: PastClock): Promise<void> => {
  const marker = await beginMarker(platform)
  if (marker.isTold) return
  const base = marker.base.getTime()
  const steps = planHistory(base)
  const company = await seedCompany(faces, past, (steps[0]?.at ?? base) - MINUTE)
  const messages = createPastMessages(platform.bus, faces, past, () => beginMarker(platform))
  const answers = createPastAnswers(platform, faces)
  // The menus name queues, so they are read when those are there.
  await faces.phone?.flows.load()
  const calls = faces.phone && createPastCalls(faces.phone, faces, past, company, messages)
  const act = createAct(faces, company, messages, answers, calls, past)
  try {
    await runSteps(steps, (step, nth) => past.at(step.at, () => act(step, nth)))
  } finally {
    messages.stop()
  }
  await Promise.all([faces.hub.settled(), answers.keep(), calls?.keep()])
  // Whoever came second finds the first: that may be either of the two.
  for (const customer of customers.filter((one) => one.twinOf || customers.some((two) => two.twinOf === one.key)))
    for (const identity of customer.identities) {
      const { customerId } = await faces.customers.resolveIdentity(partyOf(customer, identity))
      await faces.customers.findSame(demo, customerId)
    }
  await faces.search.rebuild(demo)
  await markerOf(platform).updateOne({ _id: MARKER }, { $set: { isTold: true } })
}

/** Lets the last few messages come in, some minutes old, while everybody listens: they are what waits for an agent at the first start. */
export const seedArrivals = async (platform: Platform, faces: DemoFaces, past: PastClock): Promise<void> => {
  const marker = await beginMarker(platform)
  if (marker.hasArrived) return
  const messages = createPastMessages(platform.bus, faces, past, () => beginMarker(platform))
  const memberOf = async (key: string) => {
    const person = people.find((one) => one.key === key)
    return person ? faces.staff.actorOf(faces.staff.userIdByEmail(emailOf(person)) ?? '') : null
  }
  for (const { minutesAgo, note, ...write } of arrivals) {
    const { caseId } = await past.at(marker.base.getTime() - minutesAgo * MINUTE, async () => {
      const written = await messages.write(eventOf({ do: 'write', ...write }, `arrival-${write.customer}`, 0))
      const { typed } = customerOf(write.customer)
      if (typed) await faces.customers.noteTyped(system('chat'), { customerId: written.customerId, ...typed })
      return written
    })
    const [by, to] = note ? await Promise.all([memberOf(note.by), memberOf(note.to)]) : []
    if (note && by && to)
      await past.at(marker.base.getTime() - note.minutesAgo * MINUTE, () =>
        faces.cases.noteCase(by, { caseId, text: `@${to.name} ${note.text}`, mentions: [to.id], commandId: `arrival-${write.customer}` }),
      )
  }
  messages.stop()
  await faces.hub.settled()
  await markerOf(platform).updateOne({ _id: MARKER }, { $set: { hasArrived: true } })
  past.toPresent()
}
