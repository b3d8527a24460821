import { createHash } from 'node:crypto'
import type { Entry } from '../../platform/bus.ts'
import type { Folded, StreamKind } from '../../platform/ledger.ts'
import { createRecent } from '../../platform/recent.ts'
import type { Platform } from '../../platform/room.ts'
import type { FlowChange } from './entries.ts'

/** The newest version of a menu; `seq` is its number, 0 when only the file of the installation is there. */
export interface FlowVersion extends Folded {
  text: string | null
  file: string | null
  note: string
  by: string
  at: Date | null
}

const flowStream: StreamKind<FlowVersion, FlowChange> = {
  kind: 'flow',
  collection: 'flows',
  chained: true,
  start: () => ({ seq: 0, text: null, file: null, note: '', by: '', at: null }),
  fold: (_before, { seq, by, at, change: { text, file, note } }) => ({ seq, text, file, note, by, at }),
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Versions published in the console: the newest of each menu in memory, every text ever published in the store. */
export const createPublished = ({ connection, ledgers, bus }: Pick<Platform, 'connection' | 'ledgers' | 'bus'>) => {
  const ledger = ledgers.open(flowStream)
  const texts = connection.collection<{ _id: string; text: string }>('flow_texts')
  const recent = createRecent<string, string>(100)
  const newest = new Map<string, FlowVersion>()

  const put = (name: string, version: FlowVersion): void => {
    if (version.seq > (newest.get(name)?.seq ?? 0)) newest.set(name, version)
  }
  bus.onEntry((entry, state) => {
    if (entry.stream.startsWith('flow:')) put(entry.stream.slice('flow:'.length), state as FlowVersion)
  })
  return {
    ledger,
    names: (): string[] => [...newest.keys()],
    of: (name: string): FlowVersion => newest.get(name) ?? flowStream.start(name),
    load: async (): Promise<void> => {
      const entries = connection.collection<Entry>('entries')
      for (const { stream } of await entries.find({ stream: { $gte: 'flow:', $lt: 'flow;' }, seq: 1 }).toArray()) {
        const name = stream.slice('flow:'.length)
        put(name, await ledger.load(name))
      }
    },
    /** What other processes published meanwhile. */
    refresh: async (): Promise<void> => {
      const stored = connection.collection<FlowVersion & { _id: string }>('flows')
      for (const { _id, ...version } of await stored.find({}).toArray()) put(_id as unknown as string, version as unknown as FlowVersion)
    },
    /** The same for the same versions of all menus. */
    key: (): string => JSON.stringify([...newest].map(([name, { seq }]) => [name, seq]).sort()),
    /** Stores a text and gives its hash. */
    keep: async (text: string): Promise<string> => {
      const hash = hashOf(text)
      await texts.updateOne({ _id: hash } as never, { $setOnInsert: { text } }, { upsert: true })
      return hash
    },
    textOf: async (hash: string): Promise<string> => {
      const known = recent.get(hash)
      if (known !== undefined) return known
      const found = (await texts.findOne({ _id: hash } as never)) as { text: string } | null
      if (!found) throw new Error(`the text ${hash} of a phone menu is not there`)
      recent.set(hash, found.text)
      return found.text
    },
  }
}
export type Published = ReturnType<typeof createPublished>
