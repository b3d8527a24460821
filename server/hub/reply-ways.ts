import type { CaseState, Interaction } from '../cases/index.ts'
import { idFrom } from '../platform/ids.ts'
import type { Actor } from '../staff/index.ts'
import type { Sendable, Standing } from './channel.ts'
import type { HubDeps } from './deps.ts'
import type { Message, Party } from './message.ts'
import type { ReplyWay } from './wire.ts'

/** A way to answer, with what only the server needs of it. */
export type Way = ReplyWay & { party: Party; subject: string }

const whyNot = {
  free: '',
  'template-only': 'Only approved templates may be sent now.',
  blocked: 'This customer cannot be answered here now.',
} as const

/** Why nothing may be sent now, in plain words; null when it may. */
export const whyNotSendable = (said: Sendable | Standing): string | null => {
  const { sendable, why } = typeof said === 'string' ? { sendable: said, why: undefined } : said
  return sendable === 'free' ? null : (why ?? whyNot[sendable])
}

/** As many of a thread's participants are offered as ways to answer. */
const MOST_WRITERS = 10
const nameOf = ({ channel, address }: Party): string => `${channel}:${address}`

/** Of an interaction that we began, and in which nobody has answered: what was written last, as if by whom it went to. */
const lastToThem = async (messages: HubDeps['messages'], interactionId: string): Promise<Message[]> => {
  const [last] = await messages.find({ interactionId, direction: 'out', isAutomatic: false }, { receivedAt: -1 }, 1)
  const [party] = last?.to ?? []
  return last && party ? [{ ...last, from: party }] : []
}

/** The last message of each person who wrote in an interaction. Nearly always one person has part in it. */
const lastOfEach = async ({ messages, threads }: HubDeps, interactionId: string): Promise<Message[]> => {
  const lastOf = (more: object): Promise<Message[]> => messages.find({ interactionId, direction: 'in', ...more }, { receivedAt: -1 }, 1)
  const [[last], thread] = await Promise.all([lastOf({}), threads.byInteraction(interactionId)])
  if (!last) return lastToThem(messages, interactionId)
  const others = (thread?.participants ?? []).filter((one) => one !== nameOf(last.from)).slice(0, MOST_WRITERS)
  const found = await Promise.all(
    others.map((one) => {
      const cut = one.indexOf(':')
      return lastOf({ 'from.channel': one.slice(0, cut), 'from.address': one.slice(cut + 1) })
    }),
  )
  return [last, ...found.flat()]
}

/**
 * With the address that somebody's last message asks to be answered at. It comes after its sender's own: anybody can ask for that in a customer's name,
 * so a person chooses it.
 */
const withAsked = (lasts: readonly Message[]): Message[] => [
  ...lasts,
  ...lasts.flatMap((last): Message[] => {
    const address = last.direction === 'in' ? last.context.answerTo : undefined
    if (!address || lasts.some(({ from }) => from.address === address)) return []
    return [{ ...last, from: { channel: last.from.channel, address, trust: 'claimed' } }]
  }),
]

/**
 * The ways to answer in a case: one for each person who wrote in an interaction, of this case and those merged into it. Those of the case's own customer
 * come first, the last used before the others; the first is the default. So somebody who was let into the case is answered only when chosen.
 */
export const waysOf = async (deps: HubDeps, actor: Actor, current: CaseState): Promise<Way[]> => {
  const { cases, customers, channelOf, platform } = deps
  const absorbed = await cases.getStates(
    actor,
    current.absorbed.map((one) => one.caseId),
  )
  const interactions = new Map<string, Interaction>()
  for (const one of [current, ...absorbed].flatMap((state) => state.interactions))
    if (!interactions.has(one.id)) interactions.set(one.id, one)
  const now = new Date(platform.clock.now())
  const family = new Set([current.customerId, ...(await customers.familyOf(current.customerId))])
  const toWay = async (one: Interaction, last: Message): Promise<Way & { at: number }> => {
    const channel = channelOf(one.channel)
    const said = await channel.sendable(
      last.direction === 'in'
        ? { threadKey: last.ownThreadKey, lastInboundAt: last.receivedAt, lastInboundId: last.externalId }
        : { threadKey: last.ownThreadKey, lastInboundAt: null, lastInboundId: null },
      now,
    )
    const { sendable, why, person } = typeof said === 'string' ? { sendable: said } : said
    const isCustomer = family.has(last.customerId)
    return {
      id: `w_${idFrom(one.id, nameOf(last.from))}`,
      interactionId: one.id,
      channel: one.channel,
      label: channel.label,
      to: last.from.name || person?.called || last.from.address,
      firstSeenAt: person?.firstSeenAt.toISOString() ?? null,
      sendable,
      why: why ?? whyNot[sendable],
      maxLength: channel.capabilities.maxLength,
      attachments: channel.capabilities.attachments,
      isRevocable: channel.capabilities.revocable === true,
      isCustomer,
      isDefault: false,
      party: last.from,
      subject: last.subject,
      at: Math.max(last.receivedAt.getTime(), isCustomer ? (one.lastOutAt?.getTime() ?? 0) : 0),
    }
  }
  const found = await Promise.all(
    [...interactions.values()].map(async (one) => Promise.all(withAsked(await lastOfEach(deps, one.id)).map((last) => toWay(one, last)))),
  )
  const ways = found.flat()
  ways.sort((a, b) => Number(b.isCustomer) - Number(a.isCustomer) || b.at - a.at)
  return ways.map(({ at: _at, ...way }, index) => ({ ...way, isDefault: index === 0 }))
}

/** What the reply box is shown. */
export const presentWay = ({ party, subject: _subject, ...way }: Way): ReplyWay => ({
  ...way,
  to: party.channel === 'chat' ? way.to : party.address,
})
