import { type CallState, customerLeg } from '../call.ts'
import type { CallChange } from '../entries.ts'
import { isOver, type Leg, reportLine } from './leg.ts'

/** Pure. One leg of a call is edited; none of that id: the call as it is. */
export const editLeg = (call: CallState, id: string | undefined, edit: (leg: Leg) => Leg): CallState =>
  id === undefined ? call : { ...call, legs: call.legs.map((one) => (one.id === id ? edit(one) : one)) }

/** Pure. Somebody is to leave. Nobody dialled it yet: then it is over at once; else its end is the carrier's to tell. */
export const sendAway =
  (at: Date) =>
  (leg: Leg): Leg => {
    if (isOver(leg)) return leg
    return leg.carrierId === '' && !leg.isDialled ? { ...reportLine(leg, 'cancelled', at), isGone: true } : { ...leg, isGone: true }
  }
/** Pure. */
export const sendAll = (call: CallState, at: Date, which: (leg: Leg) => boolean): CallState => ({
  ...call,
  legs: call.legs.map((one) => (which(one) ? sendAway(at)(one) : one)),
})
/** Pure. Who has hung up is not held. */
export const holdCustomer = (call: CallState, isHeld: boolean): CallState =>
  editLeg(call, customerLeg(call)?.id, (leg) => (isOver(leg) ? leg : { ...leg, isHeld }))
/** Pure. The same for legs by their ids. */
export const setHeld = (call: CallState, ids: readonly string[], isHeld: boolean): CallState =>
  ids.reduce((all, id) => editLeg(all, id, (leg) => (isOver(leg) ? leg : { ...leg, isHeld })), call)
/** Whom a private word puts on hold: everybody who would hear it, and is not held already. */
const hearers = ({ legs }: CallState, besides: string): string[] =>
  legs.filter((one) => !isStaff(one) && !isOver(one) && !one.isGone && !one.isHeld && one.id !== besides).map((one) => one.id)
/** Whom the consult held hears again; who was held before, by hand, stays held. A consult of an older version held the customer alone. */
export const takeBack = (call: CallState): CallState => {
  const customer = customerLeg(call)
  return call.consult ? setHeld(call, call.consult.held ?? (customer ? [customer.id] : []), false) : call
}
export const isStaff = ({ role }: Leg): boolean => role === 'agent' || role === 'supervisor'
export const isOther = ({ role }: Leg): boolean => role !== 'customer'

/** Pure. A private word begins. */
export const withConsult = (call: CallState, { legId, queue }: Extract<CallChange, { type: 'call.consult-began' }>): CallState => {
  const held = hearers(call, legId)
  return { ...setHeld(call, held, true), consult: { legId, isPrivate: true, held, ...(queue ? { queue } : {}) }, nobodyIn: null }
}
