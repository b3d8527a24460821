import { advance, beginFlow, type FlowEvent, type FlowState, goesOnAfter, hasFlow } from '../../ivr/index.ts'
import { maskCards } from '../../platform/wire/mask-cards.ts'
import { insteadStep, ruleOfQueue, sayNotice } from '../apply-rule.ts'
import type { CallState } from '../call.ts'
import type { CallContents } from '../contents.ts'
import type { FlowDeps } from '../deps.ts'
import { hangUpDocument } from '../documents.ts'
import type { CallChange } from '../entries.ts'
import { askCallback } from '../outbound/callback.ts'
import type { StepInput, StepRef } from '../ports.ts'
import { musicOf, withAddresses } from '../waiting/sounds.ts'
import { waitStep } from '../waiting/wait.ts'
import { askLookUp } from './ask-look-up.ts'
import { actStep, type FlowRun, outsideStep, queueMeant, queueNamed, sendOutside, voicemailLeft } from './flow-step.ts'
import { gatherFacts } from './gather-facts.ts'
import { saidInFlow } from './said-in-flow.ts'

/** No flow turns more often without the caller: what would is cut off by sending them to a person. */
const MOST_TURNS = 30

export type FlowInput = StepInput | { type: 'begin' } | { type: 'left' }

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
 * callback, a transfer) is done here; the flow itself touches nothing. Without a flow that can run, the caller goes to the queue of the number. `left`:
 * the talk is over.
 */
export const runFlow = async (
  deps: FlowDeps,
  call: CallState,
  contents: CallContents,
  input: FlowInput,
  step: StepRef,
): Promise<FlowRun> => {
  const { numbers } = deps
  const notice = input.type === 'begin' ? (numbers.byNumber(call.ourNumber)?.notice ?? null) : null
  if (notice?.mode === 'closed') {
    const document = [...sayNotice(deps, call, notice, null), ...hangUpDocument]
    return { given: { document, place: 'flow', changes: [{ type: 'call.turned-away', why: 'closed' }] }, fields: {} }
  }
  if (!notice) return goOn(deps, call, contents, input, step)
  const run = await goOn(deps, call, contents, input, step)
  const document = [...sayNotice(deps, call, notice, null), ...run.given.document]
  return { ...run, given: { ...run.given, document } }
}

const goOn = async (deps: FlowDeps, call: CallState, contents: CallContents, input: FlowInput, step: StepRef): Promise<FlowRun> => {
  const { flows, platform } = deps
  // Who has spoken with somebody has no need to wait once more.
  const toQueue = async (): Promise<FlowRun> =>
    call.answeredAt === null
      ? straightToQueue(deps, call, contents, step)
      : { given: { document: hangUpDocument, place: 'flow', goesOn: false, changes: [] }, fields: { flow: null } }
  const before = contents.flow ?? (await firstState(deps, call))
  const set = before && (await flows.ofVersion(before.version))
  if (!before || !set) return toQueue()

  const changes: CallChange[] = []
  let event: FlowEvent = input.type === 'begin' || input.type === 'left' ? input : toEvent(input, contents.isSecret)
  if (input.type === 'recorded') changes.push(...voicemailLeft(deps, call, contents, input))
  let state: FlowState = before
  try {
    // That somebody had the call is no news worth a document of its own: the flow hears it with the end of the talk.
    if (input.type === 'left') state = advance(set, before, { type: 'placed' }, await gatherFacts(deps, call, contents)).state
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const facts = await gatherFacts(deps, call, contents)
      const moved = advance(set, state, event, facts)
      changes.push(...saidInFlow(state, moved.state))
      state = moved.state
      const act = withAddresses(deps, moved.act)
      if (act.type === 'look-up') event = await askLookUp(deps, set, act)
      else if (act.type === 'callback') {
        const asked = await askCallback(deps, call, contents, queueMeant(deps, act.queue, call))
        if ('reason' in asked) event = { type: 'callback-refused', reason: asked.reason }
        else {
          changes.push(...asked.changes)
          event = { type: 'callback-made', ...(asked.isKnown ? { isKnown: true } : {}) }
        }
      } else if (act.type === 'transfer') {
        const sent = await sendOutside(deps, call, act.number)
        if (sent) return goingOn(outsideStep(call, state, act, sent, changes), goesOnAfter(set, state))
        event = { type: 'not-placed' }
      } else {
        const music = musicOf(deps, act.type === 'wait' ? act.music : null)
        const run = await actStep(deps, call, contents, { act, state, changes, step, music })
        return goingOn(run, act.type === 'wait' && goesOnAfter(set, state))
      }
    }
    throw new Error(`the flow ${before.flow} turns in a circle at ${state.step}`)
  } catch (error) {
    platform.log.error({ err: error, callId: call.id, flow: before.flow }, 'a flow failed; the caller goes to the queue')
    return toQueue()
  }
}

const goingOn = ({ given, fields }: FlowRun, goesOn: boolean): FlowRun => ({ given: { ...given, goesOn }, fields })

const firstState = async ({ flows }: FlowDeps, call: CallState): Promise<FlowState | null> => {
  const set = call.terms.draft === undefined ? flows.current() : await flows.ofVersion(call.terms.draft)
  return set && hasFlow(set, call.terms.flow) ? beginFlow(set, call.terms.flow) : null
}

const straightToQueue = async (deps: FlowDeps, call: CallState, contents: CallContents, step: StepRef): Promise<FlowRun> => {
  const queueId = call.queueId ?? queueNamed(deps, '', call)
  const isFirst = call.phase === 'menu'
  const changes: CallChange[] = isFirst
    ? [{ type: 'call.queued', ask: Math.max(call.asks, 1), queueId, skills: {}, priority: 'normal' }]
    : []
  const verdict = await ruleOfQueue(deps, call, { queueId, isFirst })
  if (verdict.do === 'instead') {
    const { given, fields } = insteadStep(deps, call, contents, { verdict, queueId, step, changes: [] })
    return { given, fields: { ...fields, flow: null } }
  }
  const given = await waitStep(deps, call, contents, step, isFirst ? queueId : undefined)
  const said = verdict.says ? sayNotice(deps, call, verdict.says, null) : []
  return {
    given: { ...given, document: [...said, ...given.document], changes: [...changes, ...given.changes] },
    fields: { flow: null },
  }
}
