import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { system } from '../staff/index.ts'
import type { HubDeps } from './deps.ts'
import type { EraseMessages } from './erase-messages.ts'
import type { Message } from './message.ts'
import { MESSAGES_HELD } from './message-store.ts'
import { queueOf } from './queue-of.ts'
import { type Choice, chooseThread, interactionOf, type Thread } from './thread.ts'

const hub = system('hub')
/** The passing fact that a message says by now what its case's entry said before: who wrote in which interaction can be read. */
export const MESSAGE_FILED = 'message.filed'
const addressOf = (party: { channel: string; address: string }): string => `${party.channel}:${party.address}`

/** A title for a new case: its subject, else how it begins. */
export const titleOf = ({ subject, text }: { subject: string; text: string }): string => {
  const line = subject.replace(/^((re|fwd?|aw|wg):\s*)+/i, '').trim() || text.trim().split('\n', 1)[0]?.trim() || 'No subject'
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}

/**
 * Decides the case of an inbound message and files it there: identity → customer → thread → the customer's open case in the queue → a new case
 * (DESIGN section 4). Every step can be cut off and run again: the message's key stands once in one case.
 */
export const createFileMessage = (deps: HubDeps, erase: Pick<EraseMessages, 'late'>) => {
  const { platform, messages, threads, cases, customers, queues } = deps

  /** Where the key of this message stands already, in any case its thread ever had or those were ever merged into, or gave messages to. */
  const findFiled = async (messageId: string, starts: readonly string[]): Promise<string | null> => {
    const seen = new Set<string>()
    const open = [...starts]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue
      seen.add(id)
      if (await cases.intake.entry(id, `m:${messageId}`)) return id
      const { everMergedInto, everMovedTo } = await cases.intake.load(id)
      open.push(...everMergedInto, ...everMovedTo)
    }
    return null
  }

  /** Of the case that this message would begin. */
  const ownCaseId = (message: Message): string => `c_${idFrom(message.id)}`
  const beginCase = (message: Message, caseId: string, customerId: string, number?: number) =>
    cases.intake.begin(hub.id, {
      caseId,
      customerId,
      queueId: queueOf(queues, message).id,
      title: titleOf(message),
      ...(number === undefined ? {} : { number }),
    })
  // A message stored by an older version has no demand.
  const demandOf = ({ demand }: Message) => demand ?? {}

  const quarantine = async (message: Message, thread: Thread): Promise<void> => {
    const reason = `${message.from.address} has no part in the thread this message names.`
    const current = await cases.intake.leadsTo(thread.current, thread.interactionId)
    await cases.intake.commit(current.id, `q:${message.id}`, hub.id, (now) =>
      now.seq === 0 ? null : { type: 'case.message-quarantined', messageId: message.id, channel: message.channel },
    )
    // Whoever was slower than somebody's decision on it must not hold it back again.
    await messages.set(message.id, { state: 'quarantined', suggestedCaseId: thread.current, reason }, ['dueAt'], {
      state: { $in: ['new', 'failed'] },
    })
    platform.bus.tell({ name: MESSAGES_HELD, data: {} })
  }

  /**
   * Threads come to be, and people come to have a part in them, between one try and the next: a message that names another thread than its own goes the
   * way it was first taken for, or a second try would file it a second time.
   */
  const asRouted = async (message: Message, choice: Choice, isKin: boolean): Promise<Choice> => {
    const isOwn = message.threadKeys.every((key) => key === message.ownThreadKey)
    if (isOwn && choice.as !== 'stranger' && !isKin) return choice
    const wanted = choice.as === 'none' ? 'own' : `${choice.as} ${choice.thread.id}`
    const route = await messages.settleRoute(message.id, wanted)
    if (route === null || route === wanted) return choice
    if (route === 'own') return { as: 'none' }
    const [as, id] = route.startsWith('known ') ? (['known', route.slice(6)] as const) : (['stranger', route.slice(9)] as const)
    const thread = (await threads.findByKeys([id], true)).get(id)
    return thread ? { as, thread } : choice
  }

  /** Whether somebody said that the sender is one person with somebody who has part in the thread. It ends with the undo, so it makes nobody a participant. */
  const isOneWith = async ({ participants }: Thread, customerOf: string): Promise<boolean> =>
    (await customers.addressesOf(customerOf)).some((one) => participants.includes(addressOf(one)))

  /** The case of a thread that has none yet: the customer's open one in the queue, or a new one, decided by one insert. It is born when filed into. */
  const caseForNewThread = (message: Message, customerId: string): Promise<string> =>
    cases.intake.slots.claim(customerId, queueOf(queues, message).id, ownCaseId(message))

  const place = async (
    message: Message,
    thread: Thread,
    { customerId, customerOf }: { customerId: string; customerOf: string },
    number: number | undefined,
  ): Promise<string> => {
    let caseId = thread.current
    // It took the slot, so it is the one to begin the case.
    if (caseId === ownCaseId(message)) await beginCase(message, caseId, customerId, number)
    const { skills, priority, waitsSince, meantFor } = demandOf(message)
    for (let step = 0; step < 100; step++) {
      const placed = await cases.intake.place(caseId, {
        type: 'case.message-filed',
        messageId: message.id,
        direction: 'in',
        channel: message.channel,
        interactionId: thread.interactionId,
        customerId,
        receivedAt: message.receivedAt.toISOString(),
        isAutomatic: message.isAutomatic && !message.isPerson,
        ...(message.needsReply === false ? { needsReply: false as const } : {}),
        ...(skills ? { skills } : {}),
        ...(priority ? { priority } : {}),
        ...(waitsSince ? { waitsSince: waitsSince.toISOString() } : {}),
        ...(meantFor ? { meantFor } : {}),
      })
      if (placed.as === 'filed') return caseId
      if (placed.as === 'merged') {
        caseId = placed.into
        continue
      }
      if (placed.as === 'unborn') {
        // Whoever took the slot may have crashed before the first entry; the entry is the same whoever writes it.
        await beginCase(message, caseId, customerId)
        continue
      }
      const followUpId = `c_${idFrom(message.id, 'follow-up')}`
      const { queueId } = placed.state
      await cases.intake.begin(hub.id, { caseId: followUpId, customerId, queueId, title: titleOf(message), followUpOf: caseId })
      if ((await cases.intake.slots.claim(customerOf, queueId, followUpId)) === caseId)
        await cases.intake.slots.replace(customerOf, queueId, caseId, followUpId)
      await threads.moveOn(thread, followUpId)
      caseId = followUpId
    }
    throw new AppError('case-chain', 'unavailable', 'The case of this message could not be found.')
  }

  const file = async (
    message: Message,
    { isRetry, released = false, beginsThread = false }: { isRetry: boolean; released?: boolean; beginsThread?: boolean },
  ): Promise<void> => {
    const keys = [...message.threadKeys, message.ownThreadKey]
    const [who, known] = await Promise.all([
      customers.resolveSender(message.from, message.receivedAt),
      beginsThread ? new Map<string, Thread>() : threads.findByKeys(keys, isRetry),
    ])
    if (who === null) return erase.late(message, '', null)
    const { customerId, customerOf } = who
    let choice = chooseThread(message, known)
    // What is remembered may lack a participant who was added elsewhere: nobody is held back on old news.
    if (choice.as === 'stranger') choice = chooseThread(message, await threads.findByKeys(keys, true))
    const isKin = choice.as === 'stranger' && !released && (await isOneWith(choice.thread, customerOf))
    if (choice.as === 'stranger' && isKin) choice = { as: 'known', thread: choice.thread }
    if (!released) choice = await asRouted(message, choice, isKin)
    if (choice.as === 'stranger' && !released) return quarantine(message, choice.thread)

    const isGuest = message.checkSender && choice.as === 'known' && !choice.thread.participants.includes(addressOf(message.from))
    const people = [...(isGuest ? [] : [message.from]), ...message.participants].map(addressOf)
    let thread: Thread
    let number: number | undefined
    if (choice.as === 'none') {
      const caseId = demandOf(message).caseId ?? (await caseForNewThread(message, customerOf))
      const fresh = {
        id: message.ownThreadKey,
        interactionId: interactionOf(message.ownThreadKey),
        channel: message.channel,
        account: message.receivedBy[0] ?? message.account,
        cases: [caseId],
        current: caseId,
        participants: people,
      }
      ;[thread, number] = await Promise.all([
        threads.begin(fresh),
        caseId === ownCaseId(message) ? cases.intake.prepare({ caseId, title: titleOf(message) }) : undefined,
      ])
      // Someone else's thread has this key: this message keeps to a thread of its own.
      if (!thread.participants.includes(addressOf(message.from)))
        thread = await threads.begin({
          ...fresh,
          id: `${message.ownThreadKey} ${message.id}`,
          interactionId: interactionOf(`${message.ownThreadKey} ${message.id}`),
        })
    } else thread = choice.thread

    const there = isRetry ? await findFiled(message.id, [...thread.cases, thread.current]) : null
    const [filedIn] = await Promise.all([there ?? place(message, thread, who, number), threads.addKeys(thread.id, message.aliasKeys)])
    await threads.admit(thread, people)
    // A second try may come after somebody has moved it on.
    const caseId = isRetry ? await cases.intake.whereIs(filedIn, message.id) : filedIn
    // What is written by now, whoever erases later finds; what they read before it was written, this finds.
    if (await customers.erasedAt(customerId)) return erase.late(message, customerId, caseId)
    await messages.markFiled(message.id, { caseId, customerId, interactionId: thread.interactionId, reason: '' }, ['dueAt'])
    platform.bus.tell({ name: MESSAGE_FILED, data: { caseId } })
    platform.log.debug({ messageId: message.id, caseId }, 'filed')
  }
  return file
}

export type FileMessage = ReturnType<typeof createFileMessage>
