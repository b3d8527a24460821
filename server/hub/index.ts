import type { CaseState, Cases } from '../cases/index.ts'
import type { Customers } from '../customers/index.ts'
import { AppError } from '../platform/errors.ts'
import { createGuardedFetch, type GuardedFetch } from '../platform/guarded-fetch.ts'
import { createHtmlSanitiser } from '../platform/mail/html-sanitiser.ts'
import type { PartHealth } from '../platform/part-health.ts'
import type { Platform, RoomParts } from '../platform/room.ts'
import type { Queues } from '../queues/index.ts'
import type { Actor, Staff } from '../staff/index.ts'
import type { Channel, Intake } from './channel.ts'
import type { HubDeps } from './deps.ts'
import { createEraseMessages } from './erase-messages.ts'
import { createFileMessage } from './file-message.ts'
import { followMoves } from './follow-moves.ts'
import { createHearEcho } from './hear-echo.ts'
import { createIntake } from './intake.ts'
import { heldTopic } from './live.ts'
import type { Message } from './message.ts'
import { createMessageStore, messageIndexes } from './message-store.ts'
import { createOutbox } from './outbox.ts'
import { hubReactions } from './react.ts'
import { createMessageReads, type OpenListener } from './read-messages.ts'
import { createReleaseMessage, createResolveUnknown, fileReleased } from './release-message.ts'
import { createRemotePictures } from './remote-pictures.ts'
import { presentWay, waysOf } from './reply-ways.ts'
import { hubRoutes } from './routes.ts'
import { createSendReply } from './send-reply.ts'
import { createSweep } from './sweep.ts'
import { createThreadStore, threadIndexes } from './thread-store.ts'
import { createUploads, uploadIndexes } from './uploads.ts'
import type { ReplyWay } from './wire.ts'
import { createWriteFirst } from './write-first.ts'

export type { Capabilities, Channel, Finding, Intake, OutboundMessage, Sent } from './channel.ts'
export { MESSAGES_ERASED } from './erase-messages.ts'
export { MESSAGE_FILED, titleOf } from './file-message.ts'
export { messageIdOf } from './intake.ts'
export type * from './message.ts'
export { presentMessage } from './present-message.ts'
export { interactionOf } from './thread.ts'
export { cleanName } from './uploads.ts'

/** The one door in and the one door out. */
export const createHub = (
  platform: Platform,
  {
    cases,
    customers,
    queues,
    staff,
    // A stranger's mail names the address: what is private to this desk's network stays so, whatever its look-ups may reach.
    fetchPicture = createGuardedFetch(),
  }: { cases: Cases; customers: Customers; queues: Queues; staff: Staff; fetchPicture?: GuardedFetch | undefined },
) => {
  const channels = new Map<string, Channel>()
  const open = new Set<string>()
  const messages = createMessageStore(platform)
  const deps: HubDeps = {
    platform,
    messages,
    threads: createThreadStore(platform),
    cases,
    customers,
    queues,
    staff,
    channelOf: (kind) => {
      const channel = channels.get(kind)
      if (!channel) throw new AppError('channel-off', 'invalid', `The channel ${kind} is not set up on this desk.`)
      return channel
    },
  }
  const openListeners: OpenListener[] = []
  const eraseListeners: ((message: Message) => Promise<void>)[] = []
  const erase = createEraseMessages(deps, eraseListeners)
  const file = createFileMessage(deps, erase)
  const taking = createIntake(deps, file)
  const outbox = createOutbox(deps)
  const hearEcho = createHearEcho(deps, outbox)
  const uploads = createUploads(platform)
  const { send, finishAnswer } = createSendReply(deps, uploads, outbox)
  const { sweep, everyMs } = createSweep(deps, file, finishAnswer)
  const sanitiser = createHtmlSanitiser()
  const reads = createMessageReads(deps, sanitiser, openListeners, createRemotePictures(fetchPicture))

  const intake: Intake = async (event) => {
    if (event.type === 'message') return (await hearEcho(event)) ?? taking.take(event)
    await outbox.recordDelivery(event)
    return { messageId: event.messageId, isDuplicate: false }
  }
  const caseOfThread = async (key: string): Promise<CaseState | undefined> => {
    const thread = (await deps.threads.findByKeys([key], true)).get(key)
    return thread && cases.intake.leadsTo(thread.current, thread.interactionId)
  }
  const face = {
    ...reads,
    intake,
    addChannel: (channel: Channel): void => {
      channels.set(channel.kind, channel)
    },
    /** For a room that keeps more of a message: it forgets that first, each time the message is to be forgotten, which may be more than once. */
    onErase: (forget: (message: Message) => Promise<void>): void => {
      eraseListeners.push(forget)
    },
    /** For a room that writes down who takes a file of its messages: it hears of it before the first byte goes out. */
    onOpen: (tell: OpenListener): void => {
      openListeners.push(tell)
    },
    channels: (): readonly Channel[] => [...channels.values()],
    /** Of each channel, by its kind. */
    channelHealth: (): Record<string, PartHealth> =>
      Object.fromEntries(
        [...channels.values()].map((one) => [
          one.kind,
          open.has(one.kind) ? (one.health?.() ?? { ok: true, detail: 'open' }) : { ok: false, detail: 'closed' },
        ]),
      ),
    sendReply: send,
    writeFirst: createWriteFirst(deps, outbox, finishAnswer),
    recordDelivery: outbox.recordDelivery,
    releaseMessage: createReleaseMessage(deps, file, finishAnswer, reads.getMessage),
    resolveUnknown: createResolveUnknown(outbox, reads.getMessage),
    addUpload: uploads.add,
    /** The ways to answer in a case: those of its customer first, the last used before the others. */
    waysOf: async (actor: Actor, caseId: string): Promise<ReplyWay[]> =>
      (await waysOf(deps, actor, await cases.getState(actor, caseId))).map(presentWay),
    /** When the case that a key of a thread leads to was closed; null while it is open, or when there is none. */
    threadClosedAt: async (key: string): Promise<Date | null> => {
      const state = await caseOfThread(key)
      return state?.status === 'closed' ? state.closedAt : null
    },
    /** The case that the next message of a thread would come to, and whose it is, by one of its keys; null when there is no such thread. */
    caseOfThread: async (key: string): Promise<{ id: string; assigneeId: string | null } | null> => {
      const state = await caseOfThread(key)
      return state ? { id: state.id, assigneeId: state.assigneeId } : null
    },
    /** Resolves when everything taken in by this process so far was filed or has failed once. */
    settled: taking.settled,
    /** Takes up what is due: the timer calls it, and tests. */
    sweep: async (): Promise<void> => {
      await sweep()
      await outbox.sweep()
    },
    countNew: messages.countNew,
    countFailed: messages.countFailed,
  }
  const parts: RoomParts<Actor> = {
    routes: hubRoutes(face),
    topics: [heldTopic(deps, reads)],
    reactions: hubReactions(erase, followMoves(deps), fileReleased(deps, file)) as never,
    indexes: [...messageIndexes, ...threadIndexes, ...uploadIndexes],
    start: async (signal) => {
      // Nobody else works on this store: whatever is unfinished at the start was cut off by a crash, and is taken up at once.
      if (platform.isOnlyProcess) await messages.makeDue(platform.clock.now())
      await outbox.explainPause()
      signal.addEventListener('abort', () => open.clear(), { once: true })
      for (const channel of channels.values()) {
        await channel.start(intake, signal)
        open.add(channel.kind)
      }
      platform.jobs.repeat('hub-sweep', everyMs, face.sweep)
      platform.jobs.repeat('upload-sweep', 600_000, uploads.sweep)
      void face.sweep().catch((error: unknown) => platform.log.warn({ err: error }, 'the first sweep stopped and will go on'))
    },
    stop: async () => {
      await taking.settled()
      await sanitiser.stop()
    },
  }
  return { ...face, parts }
}

export type Hub = ReturnType<typeof createHub>
