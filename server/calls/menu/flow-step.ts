import type { FlowAct, FlowState } from '../../ivr/index.ts'
import { AppError } from '../../platform/errors.ts'
import { insteadStep, ruleOfQueue, sayNotice } from '../apply-rule.ts'
import { type CallState, customerLeg, nextLegId } from '../call.ts'
import type { CallContents, GivenStep } from '../contents.ts'
import type { CallDeps, FlowDeps } from '../deps.ts'
import { flowDocument, joinDocument, type Music } from '../documents.ts'
import type { CallChange } from '../entries.ts'
import type { StepInput, StepRef } from '../ports.ts'
import { requeued } from '../rules.ts'
import { estimated } from '../waiting/wait.ts'

export interface FlowRun {
  given: GivenStep
  /** What the contents get, by path. */
  fields: Record<string, unknown>
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

/** The queue that the menu means by a name: of whoever was moved out of it, where they wait now, or waited until they hung up. */
export const queueMeant = (
  deps: Pick<CallDeps, 'queues' | 'numbers'>,
  name: string,
  call: Pick<CallState, 'ourNumber' | 'phase' | 'queueId' | 'movedFrom' | 'answeredAt'>,
): string => {
  const named = queueNamed(deps, name, call)
  const isWait = call.phase === 'waiting' || call.answeredAt === null
  return isWait && call.movedFrom === named ? (call.queueId ?? named) : named
}

const fieldsOf = (state: FlowState, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  flow: state,
  path: state.path,
  language: state.language,
  isSecret: false,
  ...more,
})

/** The document of what the flow wants now. Whoever shall wait is first asked about by the rules of the queue. */
export const actStep = async (
  deps: FlowDeps,
  call: CallState,
  contents: CallContents,
  { act, state, changes, step, music }: { act: FlowAct; state: FlowState; changes: CallChange[]; step: StepRef; music: Music },
): Promise<FlowRun> => {
  const more: Record<string, unknown> = { isSecret: act.type === 'speak' && act.isSecret }
  if (act.type === 'voicemail') more.voicemailQueue = act.queue
  if (act.type === 'wait') {
    const named = queueNamed(deps, act.queue, call)
    const isFirst = call.phase === 'menu' || (call.phase === 'waiting' && (call.movedFrom ?? call.queueId) !== named)
    const queueId = isFirst ? named : (call.queueId ?? named)
    const verdict = await ruleOfQueue(deps, call, { queueId, isFirst })
    if (verdict.do === 'instead') {
      const ruled = insteadStep(deps, call, { ...contents, language: state.language }, { verdict, queueId, step, changes })
      return { given: ruled.given, fields: fieldsOf(state, ruled.fields) }
    }
    changes.push(...estimated(call, act.told))
    // Once more to a person, after a talk: the work of that one is done, or about to be.
    if (isFirst && call.answeredAt !== null) changes.push(requeued(call, 'transferred', { queueId }))
    else if (isFirst)
      changes.push({ type: 'call.queued', ask: Math.max(call.asks, 1), queueId, skills: act.skills, priority: act.priority })
    if (verdict.says) {
      const first = sayNotice(deps, call, verdict.says, state.language)
      return {
        given: { document: [...first, ...flowDocument(act, step, music)], place: 'flow', changes },
        fields: fieldsOf(state, more),
      }
    }
  }
  return { given: { document: flowDocument(act, step, music), place: 'flow', changes }, fields: fieldsOf(state, more) }
}

/** Through the one gate; null when it says no. */
export const sendOutside = async ({ outbound, platform, contents }: FlowDeps, call: CallState, number: string): Promise<string | null> => {
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

/** The caller is connected with a number outside. */
export const outsideStep = (
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

/** Nothing when the carrier has no recording of it. */
export const voicemailLeft = (
  deps: FlowDeps,
  call: CallState,
  { voicemailQueue }: CallContents,
  { recordingId, seconds }: Extract<StepInput, { type: 'recorded' }>,
): CallChange[] => {
  if (recordingId === '') return []
  return [{ type: 'call.voicemail-left', ask: call.asks + 1, queueId: queueMeant(deps, voicemailQueue, call), recordingId, seconds }]
}
