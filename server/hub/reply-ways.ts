import type { CaseState } from '../cases/index.ts'
import type { Actor } from '../staff/index.ts'
import type { HubDeps } from './deps.ts'
import type { Party } from './message.ts'
import type { ReplyWay } from './wire.ts'

/** A way to answer, with what only the server needs of it. */
export type Way = ReplyWay & { party: Party; subject: string }

const whyNot = {
  free: '',
  'template-only': 'Only approved templates may be sent now.',
  blocked: 'This customer cannot be answered here now.',
} as const

/** The ways to answer in a case: one for each interaction the customer wrote in, of this case and those merged into it; the last used first. */
export const waysOf = async (deps: HubDeps, actor: Actor, current: CaseState): Promise<Way[]> => {
  const { messages, cases, channelOf, platform } = deps
  const absorbed = await cases.getStates(
    actor,
    current.absorbed.map((one) => one.caseId),
  )
  const interactions = [current, ...absorbed].flatMap((state) => state.interactions)
  const now = new Date(platform.clock.now())
  const ways: (Way & { at: number })[] = []
  for (const one of interactions) {
    if (ways.some((way) => way.interactionId === one.id)) continue
    const [last] = await messages.find({ interactionId: one.id, direction: 'in' }, { receivedAt: -1 }, 1)
    if (!last) continue
    const channel = channelOf(one.channel)
    const sendable = await channel.sendable({ threadKey: last.ownThreadKey, lastInboundAt: one.lastInAt }, now)
    ways.push({
      interactionId: one.id,
      channel: one.channel,
      label: channel.label,
      to: last.from.name || last.from.address,
      sendable,
      why: whyNot[sendable],
      maxLength: channel.capabilities.maxLength,
      attachments: channel.capabilities.attachments,
      isLast: false,
      party: last.from,
      subject: last.subject,
      at: Math.max(one.lastInAt?.getTime() ?? 0, one.lastOutAt?.getTime() ?? 0),
    })
  }
  ways.sort((a, b) => b.at - a.at)
  return ways.map(({ at: _at, ...way }, index) => ({ ...way, isLast: index === 0 }))
}

/** What the reply box is shown. */
export const presentWay = ({ party, subject: _subject, ...way }: Way): ReplyWay => ({
  ...way,
  to: party.channel === 'chat' ? way.to : party.address,
})
