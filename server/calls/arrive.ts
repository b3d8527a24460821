import { interactionOf } from '../hub/index.ts'
import { idFrom } from '../platform/ids.ts'
import { localesOf } from './apply-rule.ts'
import type { CallState } from './call.ts'
import { type CallContents, newContents, stepKey } from './contents.ts'
import { type CallDeps, phone } from './deps.ts'
import { runFlow } from './menu/run-flow.ts'
import { nuisanceDocument } from './phone/nuisance.ts'
import type { Arrival, CallDocument, StepRef } from './ports.ts'

export const callIdOf = (carrier: string, carrierId: string): string => `call_${idFrom(carrier, carrierId)}`
export const threadKeyOf = (callId: string): string => `call:${callId}`

/** What carriers say instead of a number, as numbers and as words (VOICE.md, "Callers"). */
const withheld = new Set([
  '',
  '+266696687',
  '+7378742833',
  '+2562533',
  '+8656696',
  '+86282452253',
  'anonymous',
  'restricted',
  'unknown',
  'unavailable',
  'private',
])
const E164 = /^\+[1-9]\d{5,14}$/

/** Null for everyone who shows no number of their own. */
export const callerNumber = (from: string): string | null => {
  const plain = from.trim()
  return withheld.has(plain.toLowerCase()) || !E164.test(plain) ? null : plain
}

/**
 * Gives what stands in the contents as the next document of a leg its place in the ledger. It was written first, so a crash between the two leaves
 * what is made good here.
 */
export const commitStep = async (deps: CallDeps, call: CallState, contents: CallContents, { legId, step }: StepRef): Promise<CallState> => {
  const given = contents.steps[stepKey(legId, step)]
  if (!given) return call
  for (const [index, change] of given.changes.entries())
    await deps.ledger.settle(call.id, `step:${legId}:${step}:${index}`, phone.id, () => change, { isEarly: true })
  return deps.ledger.settle(call.id, `step:${legId}:${step}`, phone.id, (now) => {
    const leg = now.legs.find((one) => one.id === legId)
    if (!leg || leg.step >= step) return null
    const { place, goesOn } = given
    const isNews = goesOn !== undefined && goesOn !== (leg.goesOn ?? false)
    return { type: 'call.stepped', legId, step, place, ...(isNews ? { goesOn } : {}) }
  })
}

/** A call comes to one of our numbers. The same call again is given the same document. Resolves once it is durable. */
export const arrive =
  (deps: CallDeps) =>
  (arrival: Arrival): Promise<CallDocument> => {
    const { keeper, ledger, contents, numbers, platform, control, customers } = deps
    const callId = callIdOf(control.kind, arrival.carrierId)
    return keeper.inTurn(callId, async () => {
      const there = await ledger.load(callId)
      const number = numbers.byNumber(arrival.to)
      if (there.seq === 0 && !number) {
        platform.log.warn({ to: arrival.to }, 'a call came to a number that is not ours')
        return [{ do: 'reject', reason: 'rejected' }]
      }
      const known = await contents.get(callId)
      const first = known?.steps[stepKey('l1', 1)]
      if (there.seq > 0 && first && there.legs[0] && there.legs[0].step >= 1) return first.document

      const address = callerNumber(arrival.from)
      if (there.seq === 0 && (await deps.nuisance.turnsAway(address))) return nuisanceDocument(localesOf(deps, number?.flow ?? ''))
      const found = address === null ? [] : await customers.ownersOf(phone, address)
      const [only] = found
      const isOne = found.length === 1 && only !== undefined
      const caller = {
        isKnown: isOne,
        number: address,
        hasOpenCase: isOne && (await deps.cases.openOf(phone, await customers.familyOf(only.id))).length > 0,
        segment: isOne ? only.plan || null : null,
      }
      const party = { address: address ?? '', name: isOne ? only.name : (arrival.callerName ?? '').slice(0, 80) }
      const fresh = known ?? newContents(callId, party, caller)
      if (!known) await contents.add(fresh)
      const draft = address === null ? null : await deps.trials.take({ ours: arrival.to, from: address, callId })
      const call = await ledger.begin(callId, 'arrived', phone.id, (now) =>
        now.seq > 0
          ? null
          : {
              type: 'call.arrived',
              carrier: control.kind,
              carrierId: arrival.carrierId,
              ourNumber: arrival.to,
              interactionId: interactionOf(threadKeyOf(callId)),
              confidence: address === null ? 'withheld' : isOne ? 'exact' : found.length > 1 ? 'shared' : 'unknown',
              terms: { flow: number?.flow ?? '', isRecorded: number?.isRecorded ?? false, ...(draft === null ? {} : { draft }) },
            },
      )
      const step = { callId, legId: 'l1', step: 1 }
      const { given, fields } = await runFlow(deps, call, fresh, { type: 'begin' }, step)
      await contents.prepare(callId, { ...fields, [`steps.${stepKey('l1', 1)}`]: given })
      const after = await commitStep(deps, call, { ...fresh, steps: { [stepKey('l1', 1)]: given } }, step)
      await keeper.settle(after)
      return given.document
    })
  }
