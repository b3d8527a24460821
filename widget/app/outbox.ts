import type { Keep } from './keep.ts'

/** A message on its way. It is kept in the browser until the desk has it for good, and always sent with the same id (DESIGN section 4). */
export interface Outgoing {
  clientId: string
  text: string
  at: string
  /** `kept`: not with the desk yet; `taken`: durable there, its row is on the way; `refused`: it will never be taken. */
  state: 'kept' | 'taken' | 'refused'
  reason: string
}

const LIMIT = 200

const isOutgoing = (value: unknown): value is Outgoing =>
  typeof value === 'object' &&
  value !== null &&
  ['clientId', 'text', 'at', 'reason'].every((name) => typeof (value as Record<string, unknown>)[name] === 'string') &&
  ['kept', 'refused'].includes((value as Outgoing).state)

const readKept = (text: string): Outgoing[] => {
  try {
    const list: unknown = JSON.parse(text || '[]')
    return Array.isArray(list) ? list.filter(isOutgoing) : []
  } catch {
    return []
  }
}

export const createOutbox = (keep: Keep, newId: () => string, changed: () => void) => {
  let all = readKept(keep.get('outbox'))
  const put = (next: Outgoing[]): void => {
    all = next
    const open = all.filter((one) => one.state !== 'taken')
    keep.set('outbox', open.length > 0 ? JSON.stringify(open) : '')
    changed()
  }
  const change = (clientId: string, to: Partial<Outgoing>): void =>
    put(all.map((one) => (one.clientId === clientId ? { ...one, ...to } : one)))
  return {
    list: (): readonly Outgoing[] => all,
    /** The oldest that the desk does not have. */
    next: (): Outgoing | undefined => all.find((one) => one.state === 'kept'),
    add: (text: string, at: Date): void => {
      if (all.length < LIMIT) put([...all, { clientId: newId(), text, at: at.toISOString(), state: 'kept', reason: '' }])
    },
    taken: (clientId: string): void => change(clientId, { state: 'taken' }),
    refused: (clientId: string, reason: string): void => change(clientId, { state: 'refused', reason }),
    /** Tries a refused one again. */
    again: (clientId: string): void => change(clientId, { state: 'kept', reason: '' }),
    drop: (clientId: string): void => put(all.filter((one) => one.clientId !== clientId)),
    /** Their rows have come: what is on screen now is the desk's. */
    settle: (clientIds: ReadonlySet<string>): void => {
      if (all.some((one) => clientIds.has(one.clientId))) put(all.filter((one) => !clientIds.has(one.clientId)))
    },
    clear: (): void => put([]),
  }
}

export type Outbox = ReturnType<typeof createOutbox>
