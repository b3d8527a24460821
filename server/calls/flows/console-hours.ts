import { type Hours, readSpans } from '../../calendars/index.ts'
import type { Folded, StreamKind } from '../../platform/ledger.ts'
import type { Platform } from '../../platform/room.ts'
import type { HoursChange } from './entries.ts'
import type { WrittenHours } from './wire.ts'

/** What the console says of some hours; `written` is null where the installation's file has the word. */
export interface HoursState extends Folded {
  written: WrittenHours | null
  by: string
  at: Date | null
}

const hoursStream: StreamKind<HoursState, HoursChange> = {
  kind: 'hours',
  collection: 'hours',
  chained: true,
  start: () => ({ seq: 0, written: null, by: '', at: null }),
  fold: (_before, { seq, by, at, change }) => {
    if (change.type === 'hours.dropped') return { seq, written: null, by, at }
    const { type: _, ...written } = change
    return { seq, written, by, at }
  },
}

const hoursOf = (name: string, { title, zone, week, holidays }: WrittenHours): Hours => ({
  name,
  title,
  zone,
  week: week.map(readSpans),
  holidays: Object.fromEntries(holidays.map(({ date, name: called, open }) => [date, { name: called, open: readSpans(open) }])),
})

/** Opening hours that were set in the console, in memory once `load` has run; `refresh` takes in what other processes set. */
export const createConsoleHours = ({ connection, ledgers, bus }: Pick<Platform, 'connection' | 'ledgers' | 'bus'>) => {
  const ledger = ledgers.open(hoursStream)
  const states = new Map<string, HoursState>()
  const read = new Map<string, Hours>()
  const put = (name: string, state: HoursState): void => {
    if (state.seq <= (states.get(name)?.seq ?? 0)) return
    states.set(name, state)
    if (state.written) read.set(name, hoursOf(name, state.written))
    else read.delete(name)
  }
  bus.onEntry((entry, state) => {
    if (entry.stream.startsWith('hours:')) put(entry.stream.slice('hours:'.length), state as HoursState)
  })
  const stored = connection.collection<HoursState & { _id: string }>('hours')
  return {
    ledger,
    /** By name. */
    all: (): Readonly<Record<string, Hours>> => Object.fromEntries(read),
    of: (name: string): HoursState => states.get(name) ?? hoursStream.start(name),
    load: async (): Promise<void> => {
      for (const { _id } of await stored.find({}).toArray()) put(_id as unknown as string, await ledger.load(_id as unknown as string))
    },
    refresh: async (): Promise<void> => {
      for (const { _id, ...state } of await stored.find({}).toArray()) put(_id as unknown as string, state as unknown as HoursState)
    },
    /** The same for the same versions. */
    key: (): string => JSON.stringify([...states].map(([name, { seq }]) => [name, seq]).sort()),
  }
}
export type ConsoleHours = ReturnType<typeof createConsoleHours>
