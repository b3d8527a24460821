import type { InboundMessage } from '../hub/index.ts'
import { threadKeyOf } from './arrive.ts'
import type { CallState } from './call.ts'
import type { CallContents } from './contents.ts'
import type { CallDeps } from './deps.ts'

/** The desk's own name for what carries calls: message ids are unique in it. */
export const ACCOUNT = 'phone'
export const VOICE = 'voice'
export const VOICEMAIL = 'voicemail'
/** Whether a message of this channel stands for a call, so that its interaction is the call's. */
export const isOfCall = (channel: string): boolean => channel === VOICE || channel === VOICEMAIL

export interface HandIn {
  channel: typeof VOICE | typeof VOICEMAIL
  /** Tells one message of a call from another; the same key is the same message. */
  key: string
  /** Somebody is asked for. */
  needsReply: boolean
  queueId: string | null
  attachment?: { fileId: string; type: string; bytes: number }
}

const seconds = (call: CallState): number => call.recordings.findLast((one) => one.what === 'voicemail')?.seconds ?? 0

/** One plain sentence, as it stands in the timeline. */
const sentenceFor = (call: CallState, { channel, needsReply }: HandIn, who: string, queue: string | undefined): string => {
  const about = queue === undefined ? '' : `: ${queue}`
  if (channel === VOICEMAIL) return `Voicemail from ${who}, ${seconds(call)} s${about}`
  if (call.callback?.arranged) return needsReply ? `It is time to call ${who} back${about}` : `A call to ${who} is arranged`
  if (call.direction === 'out') return `Call to ${who}`
  if (call.callback && needsReply) return `${who} asked to be called back${about}`
  return `Call from ${who}${needsReply ? about : ''}${call.terms.draft ? ', trying a draft of the menu' : ''}`
}

/** Pure: a call as the hub takes it in. `party`: undefined once the customer is forgotten. */
export const messageOf = (
  call: CallState,
  party: CallContents['party'] | undefined,
  asked: HandIn,
  queueName: (id: string) => string | undefined,
): InboundMessage => {
  const address = party?.address ?? ''
  const name = party?.name ?? ''
  const isNumber = call.confidence !== 'withheld' && address !== ''
  const from: InboundMessage['from'] = isNumber
    ? { channel: 'phone', address, trust: 'claimed' }
    : { channel: 'call', address: call.id, name: 'Unknown caller', trust: 'claimed' }
  const who = isNumber ? (name && name !== address ? `${name} (${address})` : address) : 'an unknown caller'
  const queueId = asked.queueId ?? call.queueId
  const key = threadKeyOf(call.id)
  const { attachment } = asked
  return {
    type: 'message',
    channel: asked.channel,
    account: ACCOUNT,
    externalId: `${call.id}:${asked.key}`,
    from,
    text: sentenceFor(call, asked, who, queueId ? queueName(queueId) : undefined),
    threadKeys: [key],
    ownThreadKey: key,
    beginsThread: call.direction === 'in' && call.asks === 1 && asked.channel === VOICE && asked.needsReply,
    receivedBy: [call.ourNumber],
    needsReply: asked.needsReply,
    demand: {
      ...(call.direction === 'out' && call.caseId !== null ? { caseId: call.caseId } : {}),
      ...(queueId ? { queueId } : {}),
      ...(asked.needsReply && asked.channel === VOICE ? { skills: call.skills, priority: call.priority } : {}),
      ...(asked.needsReply && call.callback?.arranged?.forAgentId ? { meantFor: call.callback.arranged.forAgentId } : {}),
      ...(asked.needsReply && asked.channel === VOICE && call.asks > 1 && call.queuedAt ? { waitsSince: call.queuedAt } : {}),
    },
    ...(attachment ? { attachments: [{ name: attachment.type === 'audio/mpeg' ? 'voicemail.mp3' : 'voicemail.wav', ...attachment }] } : {}),
    context: { callId: call.id },
  }
}

/**
 * Makes a call a message of the hub, and by it a case, a place in the history and, when somebody is asked for, work. The same question for a person
 * is the same message; false when it was there already.
 */
export const handIn = async ({ hub, contents, queues }: CallDeps, call: CallState, asked: HandIn): Promise<boolean> => {
  const known = await contents.get(call.id)
  const { isDuplicate } = await hub.intake(messageOf(call, known?.party, asked, (id) => queues.byId(id)?.name))
  return !isDuplicate
}
