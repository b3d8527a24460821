import { insteadStep, isRuled, ruledAnswer, ruleOfQueue } from './apply-rule.ts'
import { commitStep } from './arrive.ts'
import { type CallState, legOf } from './call.ts'
import { type CallContents, type GivenStep, stepKey } from './contents.ts'
import type { CallDeps } from './deps.ts'
import { hangUpDocument, joinDocument } from './documents.ts'
import { voicemailLeft } from './menu/flow-step.ts'
import { runFlow } from './menu/run-flow.ts'
import { isOver, type Leg } from './parties/leg.ts'
import type { CallDocument, StepInput, StepRef } from './ports.ts'
import { waitStep } from './waiting/wait.ts'

interface Answered {
  given: GivenStep
  fields: Record<string, unknown>
}

const over: Answered = { given: { document: hangUpDocument, place: 'flow', changes: [] }, fields: {} }

/** What a leg is given when the document before has ended, by where it is. */
const decide = async (
  deps: CallDeps,
  call: CallState,
  contents: CallContents,
  leg: Leg,
  input: StepInput,
  next: StepRef,
): Promise<Answered> => {
  if (!call.isLive || leg.isGone || isOver(leg)) {
    // Who hangs up has left their message all the same, and the end of the line is often told first.
    if (input.type !== 'recorded' || leg.role !== 'customer') return over
    return { given: { ...over.given, changes: voicemailLeft(deps, call, contents, input) }, fields: {} }
  }
  // Somebody whom we called has answered.
  if (leg.way === 'carrier' && leg.step === 0)
    return { given: { document: joinDocument(call.id, leg), place: 'conference', changes: [] }, fields: {} }
  if (leg.role !== 'customer') return over
  if (isRuled(contents, next) && call.phase !== 'connecting' && call.phase !== 'talking')
    return ruledAnswer(deps, call, contents, input, next)
  // A person has the call, or had it: the menu is behind the caller.
  const isPastMenu = call.answeredAt !== null || call.agentId !== null
  if (call.phase === 'waiting' && (isPastMenu || contents.flow === null)) return waitingOn(deps, call, contents, next)
  if (call.phase === 'connecting' || call.phase === 'talking') return { given: await waitStep(deps, call, contents, next), fields: {} }
  return runFlow(deps, call, contents, input, next)
}

/** Another round of music outside any menu, unless the queue's rules say otherwise by now. */
const waitingOn = async (deps: CallDeps, call: CallState, contents: CallContents, step: StepRef): Promise<Answered> => {
  const queueId = call.queueId ?? ''
  const verdict = await ruleOfQueue(deps, call, { queueId, isFirst: false })
  if (verdict.do === 'instead') return insteadStep(deps, call, contents, { verdict, queueId, step, changes: [] })
  return { given: await waitStep(deps, call, contents, step), fields: {} }
}

/** A document of a leg has ended, with what it brought. The same answer again is given the same document, however late (SECURITY P3). */
export const answer =
  (deps: CallDeps) =>
  (step: StepRef, input: StepInput): Promise<CallDocument> => {
    const { keeper, ledger, contents, platform, board } = deps
    return keeper.inTurn(step.callId, async () => {
      const known = await contents.get(step.callId)
      let call = board.byId(step.callId) ?? (await ledger.load(step.callId))
      // Another process may have given the document that this is about.
      if (legOf(call, step.legId)?.step !== step.step) call = await ledger.load(step.callId)
      const leg = legOf(call, step.legId)
      if (call.seq === 0 || !known || !leg) return hangUpDocument
      const next = { ...step, step: step.step + 1 }
      const before = known.steps[stepKey(step.legId, next.step)]
      if (before) {
        if (leg.step < next.step) await keeper.settle(await commitStep(deps, call, known, next))
        return before.document
      }
      // Of a document that was never given, or of a call that was forgotten.
      if (leg.step !== step.step) return hangUpDocument
      // Whoever answers is there: the carrier's own word for it may come later.
      if (leg.line !== 'live' && !isOver(leg))
        call = await ledger.settle(call.id, `answers:${step.legId}:${step.step}`, 'system:calls', () => ({
          type: 'call.leg-reported',
          legId: leg.id,
          carrierId: leg.carrierId,
          report: 'live',
          reportedAt: new Date(platform.clock.now()).toISOString(),
        }))
      const { given, fields } = await decide(deps, call, known, leg, input, next)
      if (given.document === hangUpDocument && given.changes.length === 0 && (!call.isLive || isOver(leg))) return hangUpDocument
      await contents.prepare(call.id, { ...fields, [`steps.${stepKey(step.legId, next.step)}`]: given })
      await keeper.settle(await commitStep(deps, call, { ...known, steps: { [stepKey(step.legId, next.step)]: given } }, next))
      return given.document
    })
  }
