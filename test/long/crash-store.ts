import { openTestPlatform } from '../setup/platform.ts'

export interface FoundMessage {
  _id: string
  channel: string
  externalId: string
  state: string
  caseId: string
  customerId: string
  interactionId: string
  text: string
}

/** What a stopped desk has left in its folder. */
export interface Remains {
  messages: FoundMessage[]
  /** The cases in which a message's entry stands, once for each time. */
  casesOf: ReadonlyMap<string, string[]>
  cases: { _id: string; mergedInto: string | null; isOpen: boolean }[]
  /** How much open work there is for an interaction. */
  worksOf: ReadonlyMap<string, number>
  /** The same for a case. */
  worksOfCase: ReadonlyMap<string, number>
  /** Messages that can be found by their words. */
  found: ReadonlySet<string>
  failedReactions: number
}

/** Reads the folder of a stopped desk directly, past all of its code but the store's. */
export const readRemains = async (dataDir: string): Promise<Remains> => {
  const machine = await openTestPlatform({ dataDir })
  const all = <T>(name: string, filter: object = {}): Promise<T[]> =>
    machine.platform.connection.collection(name).find(filter).toArray() as unknown as Promise<T[]>
  try {
    const casesOf = new Map<string, string[]>()
    const filed = { 'change.type': 'case.message-filed' }
    for (const { stream, change } of await all<{ stream: string; change: { messageId: string } }>('entries', filed))
      casesOf.set(change.messageId, [...(casesOf.get(change.messageId) ?? []), stream.slice('case:'.length)])
    const worksOf = new Map<string, number>()
    const worksOfCase = new Map<string, number>()
    for (const { interactionId, caseId } of await all<{ interactionId: string; caseId: string }>('works', { isOpen: true })) {
      worksOf.set(interactionId, (worksOf.get(interactionId) ?? 0) + 1)
      worksOfCase.set(caseId, (worksOfCase.get(caseId) ?? 0) + 1)
    }
    return {
      messages: await all<FoundMessage>('messages'),
      casesOf,
      cases: await all<Remains['cases'][number]>('cases'),
      worksOf,
      worksOfCase,
      found: new Set((await all<{ of: string }>('search', { kind: 'message' })).map((one) => one.of)),
      failedReactions: (await all('failed_reactions')).length,
    }
  } finally {
    await machine.close()
  }
}
