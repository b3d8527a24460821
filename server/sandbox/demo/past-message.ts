import { type InboundMessage, type Message, messageIdOf, type Party } from '../../hub/index.ts'
import { type Bus, idOfStream } from '../../platform/bus.ts'
import { idFrom } from '../../platform/ids.ts'
import { createQueueByKey } from '../../platform/stream-queue.ts'
import { company, sources } from './company.ts'
import { customers, type DemoCustomer, type DemoIdentity } from './customers.ts'
import type { DemoFaces } from './faces.ts'
import type { Written } from './past-answer.ts'
import type { PastClock } from './past-clock.ts'
import type { Act } from './plan.ts'
import { MINUTE } from './times.ts'

export type Write = Extract<Act, { do: 'write' }>

export const customerOf = (key: string): DemoCustomer => {
  const found = customers.find((one) => one.key === key)
  if (!found) throw new Error(`There is no customer ${key} in the demo.`)
  return found
}

export const partyOf = ({ name }: DemoCustomer, { channel, address, trust }: DemoIdentity): Party => ({ channel, address, trust, name })

/** A message as its channel would have handed it over. A form on the page writes through the API and proves nothing. */
export const eventOf = (write: Write, matter: string, nth: number): InboundMessage => {
  const customer = customerOf(write.customer)
  const isChat = write.channel === 'chat'
  const identity = customer.identities.find((one) => (one.channel === 'chat') === isChat) ?? customer.identities[0]
  if (!identity) throw new Error(`The customer ${write.customer} of the demo has no address.`)
  const channel = isChat ? 'chat' : identity.trust === 'claimed' ? 'api' : 'email'
  const id = idFrom('demo', matter, String(nth))
  const root = idFrom('demo', matter)
  const base = {
    type: 'message' as const,
    channel,
    from: partyOf(customer, identity),
    text: write.text,
    context: {},
    ...(write.subject ? { subject: nth === 0 ? write.subject : `Re: ${write.subject}` } : {}),
  }
  if (channel === 'chat') {
    const key = `chat:${root}`
    return {
      ...base,
      account: sources.site,
      externalId: `${identity.address}:${id}`,
      threadKeys: [key],
      ownThreadKey: key,
      receivedBy: [sources.site],
    }
  }
  if (channel === 'api') {
    const key = `api:${sources.form}:${root}`
    return { ...base, account: sources.form, externalId: id, threadKeys: [key], ownThreadKey: key, receivedBy: [sources.form] }
  }
  const key = `email:${root}`
  return {
    ...base,
    account: 'desk',
    externalId: `<${id}@mail.${company.domain}>`,
    threadKeys: [key],
    ownThreadKey: key,
    receivedBy: [sources[write.queue]],
  }
}

interface Filed {
  type: 'case.message-filed'
  messageId: string
  customerId: string
  interactionId: string
}

/** How often what could not be filed is tried again. */
const TRIES = 3

/** Hands messages to the hub and waits until each has its case. `assertRoom` throws when the store takes nothing in any more. */
export const createPastMessages = (bus: Bus, { hub }: Pick<DemoFaces, 'hub'>, past: PastClock, assertRoom: () => Promise<unknown>) => {
  const waiting = new Map<string, (filed: Filed & { caseId: string }) => void>()
  const unhear = bus.onEntry(({ stream, change }) => {
    if (change.type !== 'case.message-filed') return
    const filed = change as Filed
    waiting.get(filed.messageId)?.({ ...filed, caseId: idOfStream(stream) })
  })

  const inTurn = createQueueByKey()
  /** One whose filing failed, or that an earlier seeding took in and was cut off then. */
  const filedLater = async (id: string): Promise<Message> => {
    const now = past.now()
    for (let nth = 1; ; nth++) {
      const [message] = await hub.byIds([id])
      if (message?.caseId) return message
      await assertRoom()
      if (nth > TRIES) throw new Error(`The demo's message ${id} found no case.`)
      // The hub takes it up once it is due again, which by the clock of its own time it never is.
      await inTurn('sweep', () => past.at(now + nth * MINUTE, hub.sweep))
    }
  }

  let resting: Promise<void> | undefined
  const atRest = (): Promise<void> => {
    resting ??= hub.settled().finally(() => {
      resting = undefined
    })
    return resting
  }

  return {
    write: async (event: InboundMessage): Promise<Written> => {
      const id = messageIdOf(event.channel, event.account, event.identity ?? event.externalId)
      const filed = new Promise<Filed & { caseId: string }>((resolve) => waiting.set(id, resolve))
      const { isDuplicate } = await hub.intake(event)
      // What could not be filed would be waited for without end.
      const unlessStuck = async (): Promise<Pick<Message, 'caseId' | 'customerId' | 'interactionId'>> => {
        await atRest()
        return waiting.has(id) ? filedLater(id) : filed
      }
      const found = isDuplicate ? await filedLater(id) : await Promise.race([filed, unlessStuck()])
      waiting.delete(id)
      const { caseId, customerId, interactionId } = found
      const message = { ...event, receivedBy: event.receivedBy, subject: event.subject ?? '' } as unknown as Message
      return { message, caseId, customerId, interactionId }
    },
    stop: unhear,
  }
}
