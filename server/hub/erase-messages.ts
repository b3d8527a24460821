import { system } from '../staff/index.ts'
import type { HubDeps } from './deps.ts'
import type { Message } from './message.ts'
import { MESSAGES_HELD } from './message-store.ts'

const by = system('erasure').id
const PAGE = 1_000

/** The passing fact that what a case holds has been forgotten: screens of it are fetched again. */
export const MESSAGES_ERASED = 'messages.erased'

/** Forgets messages with their files and originals (SECURITY R5). Each can run again at any time, and finds what is left. */
export const createEraseMessages = (
  { platform, messages, threads, cases, customers }: HubDeps,
  listeners: readonly ((message: Message) => Promise<void>)[],
) => {
  const eraseOne = async (one: Message): Promise<void> => {
    for (const forget of listeners) await forget(one)
    for (const id of [...one.attachments.map((file) => file.fileId), one.rawFileId].filter(Boolean)) await platform.files.remove(id)
    await messages.erase(one.id)
    if (one.caseId === '') platform.bus.tell({ name: MESSAGES_HELD, data: {} })
  }
  /** One that cannot be forgotten yet, because a carrier does not answer, keeps no other. Throws then, to be asked again. */
  const eraseAll = async (list: readonly Message[]): Promise<void> => {
    const failures: unknown[] = []
    for (const one of list) await eraseOne(one).catch((error) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
  /** The case goes on without it. */
  const writeDown = (caseId: string, { id }: Message) =>
    cases.intake.commit(caseId, `erased:${id}`, by, () => ({ type: 'case.message-erased', messageId: id }))
  const eraseElsewhere = async (one: Message): Promise<void> => {
    await eraseOne(one)
    if (one.caseId === '') return
    await writeDown(one.caseId, one)
    tell(one.caseId)
  }
  const tell = (caseId: string): void => platform.bus.tell({ name: MESSAGES_ERASED, data: { caseId } })

  return {
    /** Everything said in a case that was erased, whoever said it, and the threads that led to it. */
    ofCase: async (caseId: string): Promise<void> => {
      const list = await messages.ofCase(caseId)
      const { interactions } = await cases.intake.load(caseId)
      await threads.erase(
        interactions.map((one) => one.id),
        list.flatMap((one) => [...one.threadKeys, one.ownThreadKey, ...one.aliasKeys]),
      )
      await eraseAll(list)
      tell(caseId)
    },
    /** One that was on its way while its customer was erased; `caseId`: where it was filed meanwhile. */
    late: async (message: Message, customerId: string, caseId: string | null): Promise<void> => {
      await eraseOne(message)
      if (caseId === null) return
      await cases.eraseCasesOf(customerId, `late:${message.id}`)
      await writeDown(caseId, message)
      const { interactions, customerId: whose } = await cases.intake.load(caseId)
      const keys = [...message.threadKeys, message.ownThreadKey, ...message.aliasKeys]
      if (whose === customerId)
        await threads.erase(
          interactions.map((one) => one.id),
          keys,
        )
      tell(caseId)
    },
    /**
     * What a customer said elsewhere: in the cases of others, or in messages that were never filed. Looks at all there are. What came from the address
     * since is somebody new's.
     */
    ofCustomer: async (customerId: string): Promise<void> => {
      const erasedAt = (await customers.erasedAt(customerId)) ?? new Date(platform.clock.now())
      const failures: unknown[] = []
      const isLoose = (one: Message): boolean => one.customerId === '' && one.receivedAt <= erasedAt
      for (let page = await messages.page('', PAGE); page.length > 0; page = await messages.page(page.at(-1)?.id ?? '', PAGE)) {
        const theirs = page.filter(
          (one) => one.customerId === customerId || (isLoose(one) && one.from && customers.isPartyOf(one.from, customerId)),
        )
        for (const one of theirs) await eraseElsewhere(one).catch((error) => failures.push(error))
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
export type EraseMessages = ReturnType<typeof createEraseMessages>
