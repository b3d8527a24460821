import { type CallChange, type CallContents, callIdOf, newContents, threadKeyOf } from '../../calls/index.ts'
import { interactionOf } from '../../hub/index.ts'
import { idFrom } from '../../platform/ids.ts'
import { type StaffActor, system } from '../../staff/index.ts'
import type { CallStory } from './call-story.ts'
import type { QueueKey } from './company.ts'
import type { DemoFaces, DemoPhone } from './faces.ts'
import type { PastClock } from './past-clock.ts'
import { openLine, type PastLine } from './past-line.ts'
import { openMenu, type PastMenu } from './past-menu.ts'
import type { createPastMessages } from './past-message.ts'
import type { DemoCompany } from './seed-company.ts'

const desk = system('calls')
/** How long somebody listens before they key something, in seconds: by call, between 4 and 10. */
const listensFor = (start: number): number => 4 + (Math.floor(start / 1000) % 7)
const callerOf = (number: string): CallContents['caller'] => ({ isKnown: true, number, hasOpenCase: false, segment: null })

export interface PastCall {
  /** Tells calls apart. */
  key: string
  start: number
  number: string
  name: string
  story: CallStory
  /** Of the calls before it in the same matter. */
  caseId: string | null
}

export interface ToldCall {
  caseId: string
  interactionId: string
  tidyCase(): Promise<void>
  /** When somebody took it, and when all was done; in milliseconds. */
  takenAt: number
  endedAt: number
}

/**
 * Tells calls as the phone would have written them, and files each into a case. `keep` stores the calls themselves, all of them side by side; until
 * then nobody reads them.
 */
export const createPastCalls = (
  phone: DemoPhone,
  { queues }: Pick<DemoFaces, 'queues'>,
  clock: PastClock,
  { actors, queueIds }: DemoCompany,
  messages: ReturnType<typeof createPastMessages>,
) => {
  const { past, flows } = phone
  const tools = { past, clock, messages }
  const told: PastLine[] = []
  const actorOf = (key = ''): StaffActor => {
    const actor = actors.get(key)
    if (!actor) throw new Error(`Nobody called ${key} works in the demo.`)
    return actor
  }
  const queueIdOf = (key: QueueKey): string => queueIds.get(key) ?? ''
  const open = (call: PastCall, callId: string, first: CallChange, by: string): PastLine => {
    const { number, name, story, start } = call
    const contents = { ...newContents(callId, { address: number, name }, callerOf(number)), note: story.note ?? '' }
    const line = openLine(tools, { contents, start, first, by })
    told.push(line)
    return line
  }

  /** From the end of the talk to the end of wrap-up. Who rates is asked by the menu when the agent has hung up. */
  const end = (line: PastLine, story: CallStory, agent: StaffActor, own: string, menu: PastMenu | null): void => {
    const { talks = 0, wrapsUp = 20, rating, note, disposition } = story
    const isReached = story.way !== 'unreached'
    if (note) {
      line.pass(talks / 2)
      line.tell(0, { type: 'call.noted' }, agent.id)
    }
    line.pass(note ? talks / 2 : talks)
    if (rating && menu) {
      menu.turn(line.now(), { type: 'placed' })
      menu.turn(line.now(), { type: 'left' })
      line.sendBack(agent)
      line.step('flow')
      line.report(1, own, 'completed')
      line.pass(listensFor(line.now()))
      for (const change of menu.turn(line.now(), { type: 'digits', digits: String(rating) })) line.tell(0, change)
      line.step('flow', false)
      line.report(3, line.customer(), 'completed')
      line.left('answered', false)
    } else {
      if (isReached) line.report(0, line.customer(), 'completed')
      line.left(isReached ? 'answered' : 'failed', false, true)
      line.report(1, own, 'completed')
    }
    line.wrapUp(agent, wrapsUp, disposition)
  }

  const inbound = async (call: PastCall): Promise<ToldCall> => {
    const { start, story } = call
    const { way, keys = [], queue, waits = 0, goesTo } = story
    const carrierId = `CA${idFrom('demo-call', call.key)}`
    const callId = callIdOf(past.carrier, carrierId)
    const interactionId = interactionOf(threadKeyOf(callId))
    const names = queues.all().map((one) => one.name)
    const menu = openMenu(flows.current(), { hoursAt: flows.hoursAt, queues: names, caller: callerOf(call.number) }, start)
    const line = open(
      call,
      callId,
      {
        type: 'call.arrived',
        carrier: past.carrier,
        carrierId,
        ourNumber: phone.number,
        interactionId,
        confidence: 'exact',
        terms: { flow: menu?.state().flow ?? '', isRecorded: false },
      },
      desk.id,
    )
    const turn = (digits: string | null): void => {
      line.pass(listensFor(line.now()))
      if (!menu) return
      for (const change of menu.turn(line.now(), digits === null ? { type: 'nothing' } : { type: 'digits', digits })) line.tell(0, change)
      line.step('flow')
    }
    const queueId = queueIdOf(queue)
    const done = (caseId: string, takenAt = line.now()): ToldCall => {
      if (menu) {
        const flow = menu.state()
        Object.assign(line.contents, { flow, path: flow.path, language: flow.language })
      }
      return { caseId, interactionId, takenAt, endedAt: line.now(), tidyCase: line.tidyCase }
    }
    for (const digits of keys) turn(digits)

    if (way === 'menu') {
      // Nobody chooses what comes after the answer.
      turn(null)
      line.report(4, 'l1', 'completed')
      line.left('served-by-menu', true)
      return done((await line.file({ key: '', needsReply: false, queueId })).caseId)
    }
    line.queue(queueId)
    const { caseId } = await line.file({ key: '1', needsReply: true, queueId })
    if (way === 'left') {
      line.report(waits, 'l1', 'completed')
      line.left('abandoned', true)
      return done(caseId)
    }
    if (way === 'callback') {
      line.pass(40)
      turn('1')
      turn('1')
      const expiresAt = new Date(line.now() + 48 * 3_600_000).toISOString()
      line.tell(0, { type: 'call.callback-asked', queueId, expiresAt })
      line.report(5, 'l1', 'completed')
      line.left('callback', false)
    }
    line.pass(waits)
    const takenAt = line.now()
    let agent = actorOf(story.agent)
    let own = line.accept(agent, way === 'callback')
    const connect = (): void => {
      line.step('conference', true)
      line.join('l1')
    }
    if (way === 'callback') line.dial(true)
    else connect()
    line.answer(agent)
    if (goesTo) {
      line.pass((story.talks ?? 0) / 2)
      const next = actorOf(goesTo.agent)
      const to = queueIdOf(goesTo.queue)
      line.tell(0, { type: 'call.requeued', why: 'transferred', from: agent.id, queueId: to, toAgentId: next.id, ask: null }, agent.id)
      line.report(1, own, 'completed')
      line.step('flow')
      line.pass(26)
      agent = next
      own = line.accept(agent)
      connect()
      line.answer(agent)
    }
    end(line, story, agent, own, menu)
    return done(caseId, takenAt)
  }

  const outbound = async (call: PastCall): Promise<ToldCall> => {
    const { start, story, caseId } = call
    const agent = actorOf(story.agent)
    const callId = `call_${idFrom('out', agent.id, call.key)}`
    const interactionId = interactionOf(threadKeyOf(callId))
    const queueId = queueIdOf(story.queue)
    const line = open(
      call,
      callId,
      {
        type: 'call.started',
        carrier: past.carrier,
        interactionId,
        agentId: agent.id,
        terms: { flow: '', isRecorded: false },
        joinBy: new Date(start + 20_000).toISOString(),
        ourNumber: phone.number,
        caseId,
        customerId: null,
        queueId,
        confidence: 'exact',
      },
      agent.id,
    )
    const filed = await line.file({ key: '', needsReply: false, queueId })
    line.enter('l1')
    const isReached = story.way === 'outbound'
    line.dial(isReached)
    if (isReached) line.answer(agent)
    end(line, story, agent, 'l1', null)
    return { caseId: filed.caseId, interactionId, takenAt: start, endedAt: line.now(), tidyCase: line.tidyCase }
  }

  return {
    tell: (call: PastCall): Promise<ToldCall> =>
      call.story.way === 'outbound' || call.story.way === 'unreached' ? outbound(call) : inbound(call),
    keep: async (): Promise<void> => {
      const keepOne = async ({ contents, entries }: PastLine): Promise<void> => {
        await past.keep(contents)
        const all = entries()
        for (const [nth, entry] of all.entries())
          await clock.at(entry.at.getTime(), () => past.tell(contents._id, nth, entry, nth === all.length - 1))
      }
      await Promise.all(told.map(keepOne))
    },
  }
}
