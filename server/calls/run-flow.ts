import { advance, beginFlow, type FlowAct, type FlowEvent, type FlowState, hasFlow } from '../ivr/index.ts'
import { AppError } from '../platform/errors.ts'
import { askLookUp } from './ask-look-up.ts'
import { type CallState, customerLeg, nextLegId } from './call.ts'
import { askCallback } from './callback.ts'
import type { CallContents, GivenStep } from './contents.ts'
import type { CallDeps } from './deps.ts'
import { flowDocument, joinDocument, MUSIC_PATH } from './documents.ts'
import type { CallChange } from './entries.ts'
import { gatherFacts } from './gather-facts.ts'
import { maskCards } from './mask-card.ts'
import type { StepInput, StepRef } from './ports.ts'
import { estimated, waitStep } from './wait.ts'

/** No flow turns more often without the caller: what would is cut off by sending them to a person. */
const MOST_TURNS = 30

export interface FlowRun {
  given: GivenStep
  /** What the contents get, by path. */
  fields: Record<string, unknown>
}

const toEvent = (input: StepInput, isSecret: boolean): FlowEvent => {
  const clean = (text: string): string => (isSecret ? text : maskCards(text))
  switch (input.type) {
    case 'digits':
      return { type: 'digits', digits: clean(input.digits) }
    case 'speech':
      return { type: 'speech', text: clean(input.text).slice(0, 500), confidence: input.confidence }
    case 'recorded':
      return { type: 'recorded', seconds: input.seconds }
    default:
      return { type: 'nothing' }
  }
}

/**
 * Goes on in a call's flow by one answer of the caller: as far as the next thing they hear. What the flow asks of the desk on the way (look-ups, a
 * callback, a transfer) is done here; the flow itself touches nothing. Without a flow that can run, the caller goes to the queue of the number.
 */
export const runFlow = async (
  deps: CallDeps,
  call: CallState,
  contents: CallContents,
  input: StepInput | { type: 'begin' },
  step: StepRef,
): Promise<FlowRun> => {
  const { flows, platform } = deps
  const toQueue = (): Promise<FlowRun> => straightToQueue(deps, call, contents, step)
  const before = contents.flow ?? firstState(deps, call)
  const set = before && (await flows.ofVersion(before.version))
  if (!before || !set) return toQueue()

  const changes: CallChange[] = []
  const musicUrl = `${platform.publicUrl()}${MUSIC_PATH}`
  let event: FlowEvent = input.type === 'begin' ? { type: 'begin' } : toEvent(input, contents.isSecret)
  if (input.type === 'recorded' && input.recordingId !== '') {
    const queueId = queueNamed(deps, contents.voicemailQueue, call)
    changes.push({ type: 'call.voicemail-left', ask: call.asks + 1, queueId, recordingId: input.recordingId, seconds: input.seconds })
  }
  let state: FlowState = before
  try {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const facts = await gatherFacts(deps, call, contents)
      const moved = advance(set, state, event, facts)
      state = moved.state
      if (
        state.consent !== null &&
        (state.consent === 'given') !== call.hasConsent &&
        !changes.some((one) => one.type === 'call.consented')
      )
        changes.push({ type: 'call.consented', isGiven: state.consent === 'given' })
      const { act } = moved
      if (act.type === 'look-up') event = await askLookUp(deps, set, act)
      else if (act.type === 'callback') {
        const asked = await askCallback(deps, call, contents, queueNamed(deps, act.queue, call))
        if ('reason' in asked) event = { type: 'callback-refused', reason: asked.reason }
        else {
          changes.push(...asked.changes)
          event = { type: 'callback-made' }
        }
      } else if (act.type === 'transfer') {
        const sent = await sendOutside(deps, call, act.number)
        if (sent) return outsideStep(call, state, act, sent, changes)
        event = { type: 'not-placed' }
      } else return await actStep(deps, call, { act, state, changes, step, musicUrl })
    }
    throw new Error(`the flow ${before.flow} turns in a circle at ${state.step}`)
  } catch (error) {
    platform.log.error({ err: error, callId: call.id, flow: before.flow }, 'a flow failed; the caller goes to the queue')
    return toQueue()
  }
}

const firstState = ({ flows }: CallDeps, call: CallState): FlowState | null => {
  const set = flows.current()
  return set && hasFlow(set, call.terms.flow) ? beginFlow(set, call.terms.flow) : null
}

/** Queues have names in flows. One that is gone is the number's own, else the desk's usual one. */
export const queueNamed = (
  { queues, numbers }: Pick<CallDeps, 'queues' | 'numbers'>,
  name: string,
  call: Pick<CallState, 'ourNumber'>,
): string => {
  const named = queues.all().find((one) => one.name.toLowerCase() === name.toLowerCase())
  const own = numbers.byNumber(call.ourNumber)?.queueId
  return named?.id ?? (own && queues.byId(own)?.id) ?? queues.queueFor(call.ourNumber).id
}

const fieldsOf = (state: FlowState, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  flow: state,
  path: state.path,
  language: state.language,
  isSecret: false,
  ...more,
})

const actStep = async (
  deps: CallDeps,
  call: CallState,
  { act, state, changes, step, musicUrl }: { act: FlowAct; state: FlowState; changes: CallChange[]; step: StepRef; musicUrl: string },
): Promise<FlowRun> => {
  const more: Record<string, unknown> = { isSecret: act.type === 'speak' && act.isSecret }
  if (act.type === 'voicemail') more.voicemailQueue = act.queue
  if (act.type === 'wait') {
    const queueId = queueNamed(deps, act.queue, call)
    changes.push(...estimated(call, await deps.figures.placeOf(call)))
    if (call.phase === 'menu' || (call.phase === 'waiting' && call.queueId !== queueId))
      changes.push({ type: 'call.queued', ask: Math.max(call.asks, 1), queueId, skills: act.skills, priority: act.priority })
  }
  return { given: { document: flowDocument(act, step, musicUrl), place: 'flow', changes }, fields: fieldsOf(state, more) }
}

/** Through the one gate; null when it says no. */
const sendOutside = async ({ outbound, platform, contents }: CallDeps, call: CallState, number: string): Promise<string | null> => {
  const legId = nextLegId(call)
  try {
    const { number: to } = await outbound.claim(`flow:${call.terms.flow}`, { id: `${call.id}:${legId}`, to: number, ringsCustomer: false })
    await contents.set(call.id, { [`addresses.${legId}`]: to })
    return legId
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    platform.log.warn({ code: error.code, callId: call.id }, 'a flow may not transfer to this number')
    return null
  }
}

const outsideStep = (
  call: CallState,
  state: FlowState,
  act: Extract<FlowAct, { type: 'transfer' }>,
  legId: string,
  changes: CallChange[],
): FlowRun => {
  const customer = customerLeg(call)
  return {
    given: {
      document: [...act.utterances.map((one) => ({ ...one })), ...(customer ? joinDocument(call.id, customer) : [])],
      place: 'conference',
      changes: [
        ...changes,
        { type: 'call.leg-added', legId, role: 'outside', agentId: null, way: 'carrier', mode: null, dialBy: null },
        { type: 'call.connected-outside', legId },
      ],
    },
    fields: fieldsOf(state),
  }
}

const straightToQueue = async (deps: CallDeps, call: CallState, contents: CallContents, step: StepRef): Promise<FlowRun> => {
  const queueId = call.queueId ?? queueNamed(deps, '', call)
  const changes: CallChange[] =
    call.phase === 'menu' ? [{ type: 'call.queued', ask: Math.max(call.asks, 1), queueId, skills: {}, priority: 'normal' }] : []
  const given = await waitStep(deps, call, contents, step)
  return { given: { ...given, changes: [...changes, ...given.changes] }, fields: { flow: null } }
}
