import type { Connection } from 'mongoose'
import type { Change, Entry } from './bus.ts'
import { canonical, entryHash, type Folded, type Ledgers, type StreamKind } from './ledger.ts'
import { type FoldMark, foldMark } from './refold.ts'

/** What must hold between the streams of one kind; told everything once, then asked. */
export interface StreamCheck {
  kind: string
  entry?(id: string, entry: Entry): void
  state?(id: string, state: Folded): void
  /** What does not go together, one sentence each. `newest` is the time of the last entry of the whole ledger. */
  end(newest: Date): string[]
}

export interface LedgerReport {
  streams: number
  entries: number
  /** One plain sentence each; none when all is well. */
  differences: string[]
}

type Stored = Omit<Entry, 'id'> & { _id: string }
type Kind = StreamKind<Folded, Change>
interface Told {
  stream: string
  kind: Kind
  id: string
  state: Folded
}

/** As many projections as are read in one question. */
const BATCH = 500

const OTHER_VERSION = 'made by another version of the desk, it is folded again when the desk starts.'
const MENDED = 'left so by a crash, it is mended when the desk starts.'

const short = (value: unknown): string => {
  const text = canonical(value) ?? 'nothing'
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}

/** Which fields two states differ in, with both values. */
const describeFields = (stored: object, folded: object): string =>
  [...new Set([...Object.keys(stored), ...Object.keys(folded)])]
    .map((name) => ({ name, is: (stored as Record<string, unknown>)[name], should: (folded as Record<string, unknown>)[name] }))
    .filter(({ is, should }) => canonical(is) !== canonical(should))
    .map(({ name, is, should }) => `${name} is ${short(is)}, should be ${short(should)}`)
    .join('; ')

/** Number, name and hash of one entry against the one before. */
const checkPlace = (entry: Entry, before: Entry | undefined, isChained: boolean): string[] => {
  const { stream, seq } = entry
  const found: string[] = []
  const expected = (before?.seq ?? 0) + 1
  if (seq !== expected) found.push(`${stream}: entry ${expected} is missing; after ${before?.seq ?? 'the beginning'} comes ${seq}.`)
  if (!entry.id.startsWith(`${stream}/`)) found.push(`${stream}: entry ${seq} has the name of another stream, ${entry.id}.`)
  if (!isChained || seq !== expected) return found
  if (!before && entry.prev !== '') found.push(`${stream}: entry 1 (${entry.id}) claims that another came before it.`)
  if (before && entry.prev !== entryHash(before))
    found.push(
      `${stream}: entry ${before.seq} (${before.id}) is not what it was when entry ${seq} was written after it: one of them was edited.`,
    )
  return found
}

const checkProjection = (
  { stream, kind, id, state }: Told,
  stored: (Folded & { _id: string }) | undefined,
  isOfThisVersion: boolean,
): string | undefined => {
  if (!stored) return `${stream}: ${kind.collection} has no document for ${state.seq} entries; ${MENDED}`
  const { _id, ...rest } = stored
  // A field that came with a later version has its first value until the next entry: read as the desk reads it.
  const held = { ...kind.start(id), ...rest }
  if (held.seq < state.seq) return `${stream}: ${kind.collection} is behind at entry ${held.seq} of ${state.seq}; ${MENDED}`
  if (canonical(held) === canonical(state)) return undefined
  const difference = `${stream}: ${kind.collection} is not the fold of its ${state.seq} entries: ${describeFields(held, state)}`
  return isOfThisVersion ? `${difference}.` : `${difference}; ${OTHER_VERSION}`
}

/**
 * Folds every stream from nothing and compares: numbers without gaps, hashes of the audits, projections, and what the given checks ask for.
 * Reads only. Every kind must have been opened in `kinds`.
 */
export const checkLedger = async (
  { connection, kinds }: { connection: Connection; kinds: Ledgers['kinds'] },
  checks: readonly StreamCheck[] = [],
): Promise<LedgerReport> => {
  const differences: string[] = []
  const seen = new Set<string>()
  const unknown = new Map<string, number>()
  let count = 0
  let newest = new Date(0)
  const marks = await connection
    .collection<FoldMark>('watermarks')
    .find({ _id: { $in: [...kinds.keys()].map(foldMark) } })
    .toArray()
  const versions = new Map(marks.map((one) => [one._id, one.version]))
  const isOfThisVersion = ({ kind, version = 1 }: Kind): boolean => (versions.get(foldMark(kind)) ?? 1) === version

  const compare = async (told: readonly Told[]): Promise<void> => {
    for (const kind of new Set(told.map((one) => one.kind))) {
      const mine = told.filter((one) => one.kind === kind)
      const stored = await connection
        .collection<Folded & { _id: string }>(kind.collection)
        .find({ _id: { $in: mine.map((one) => one.id) } } as never)
        .toArray()
      const byId = new Map(stored.map((one) => [one._id, one as Folded & { _id: string }]))
      for (const one of mine) {
        const difference = checkProjection(one, byId.get(one.id), isOfThisVersion(kind))
        if (difference) differences.push(difference)
      }
    }
  }

  let current: (Told & { last?: Entry; broken?: boolean }) | undefined
  let waiting: Told[] = []
  const finish = async (): Promise<void> => {
    if (!current || current.broken) return
    for (const check of checks) if (check.kind === current.kind.kind) check.state?.(current.id, current.state)
    waiting.push(current)
    if (waiting.length < BATCH) return
    await compare(waiting)
    waiting = []
  }
  const begin = (stream: string): typeof current => {
    const cut = stream.indexOf(':')
    const [word, id] = [stream.slice(0, cut), stream.slice(cut + 1)]
    seen.add(stream)
    const kind = kinds.get(word)
    if (!kind) unknown.set(word, (unknown.get(word) ?? 0) + 1)
    return kind && { stream, kind, id, state: kind.start(id) }
  }

  const all = connection.collection<Stored>('entries').find({}).sort({ stream: 1, seq: 1 })
  let stream: string | undefined
  for await (const { _id, ...rest } of all) {
    const entry = { id: _id, ...rest } as Entry
    count += 1
    if (entry.at > newest) newest = entry.at
    if (entry.stream !== stream) {
      await finish()
      stream = entry.stream
      current = begin(stream)
    }
    if (!current) continue
    differences.push(...checkPlace(entry, current.last, current.kind.chained ?? false))
    current.last = entry
    for (const check of checks) if (check.kind === current.kind.kind) check.entry?.(current.id, entry)
    if (current.broken) continue
    try {
      current.state = current.kind.fold(current.state, entry)
    } catch (error) {
      current.broken = true
      differences.push(`${stream}: entry ${entry.seq} cannot be folded: ${error instanceof Error ? error.message : String(error)}.`)
    }
  }
  await finish()
  await compare(waiting)
  for (const [word, streams] of unknown) differences.push(`${streams} streams are of a kind this version does not know: ${word}.`)
  for (const kind of kinds.values())
    for await (const { _id } of connection.collection<{ _id: string }>(kind.collection).find({}, { projection: { _id: 1 } }))
      if (!seen.has(`${kind.kind}:${_id}`))
        differences.push(`${kind.kind}:${_id}: ${kind.collection} has a document, but there are no entries.`)
  for (const check of checks) differences.push(...check.end(newest))
  return { streams: seen.size, entries: count, differences }
}
