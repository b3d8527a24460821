import type { Bound } from './bounds.ts'
import { ORDER, typeOrder } from './compare.ts'
import { after, encodeBound, encodeKey, KEPT, typeByte } from './keys.ts'
import type { Range } from './storage.ts'

/** The first key that does not begin with `prefix`. */
const nextPrefix = (prefix: Buffer): Buffer => {
  const next = Buffer.from(prefix)
  for (let i = next.length - 1; i >= 0; i--) {
    if (next[i]! < 0xff) {
      next[i] = next[i]! + 1
      return next.subarray(0, i + 1)
    }
  }
  return after(prefix)
}

const prefixRange = (base: Buffer, text: string, direction: number): Range => {
  const bytes: number[] = [ORDER.string]
  for (const byte of Buffer.from(text, 'utf8').subarray(0, KEPT)) bytes.push(byte, ...(byte === 0 ? [0xff] : []))
  const encoded = Buffer.from((direction === -1 ? bytes.map((byte) => ~byte & 0xff) : bytes).slice(0, KEPT))
  const start = Buffer.concat([base, encoded])
  return { start, end: nextPrefix(start) }
}

const limitRange = (base: Buffer, { low, high }: Bound, direction: number): Range => {
  const tag = typeByte((low ?? high)!.value, direction)
  const first = direction === 1 ? low : high
  const last = direction === 1 ? high : low
  let start: Buffer = Buffer.concat([base, Buffer.from([tag])])
  let end: Buffer = Buffer.concat([base, Buffer.from([tag + 1])])
  if (first) {
    const { key, isCut } = encodeBound(first.value, direction)
    start = Buffer.concat([base, key])
    if (!first.inclusive && !isCut) start = after(start)
  }
  if (last) {
    const { key, isCut } = encodeBound(last.value, direction)
    end = Buffer.concat([base, key])
    if (isCut) end = nextPrefix(end)
    else if (last.inclusive) end = after(end)
  }
  return { start, end }
}

export const isRange = (bound: Bound | undefined): boolean =>
  bound !== undefined && (bound.low !== undefined || bound.high !== undefined || bound.prefix !== undefined)

/** Both ends hold only of one element where the field is no array; elsewhere one end must do. */
const narrowest = (bound: Bound, multikey: boolean): Bound => {
  const { low, high } = bound
  if (!low || !high) return bound
  if (typeOrder(low.value) !== typeOrder(high.value) || multikey) return { low }
  return bound
}

/** The parts of an index to look through: one for each combination of points, narrowed by a range on the next field. */
export const rangesOf = (
  prefix: Buffer,
  points: readonly (readonly unknown[])[],
  directions: readonly number[],
  bound: Bound | undefined,
  multikey: boolean,
): Range[] => {
  const depth = points[0]?.length ?? 0
  const direction = directions[depth] ?? 1
  const bases = new Map<string, Buffer>()
  for (const values of points) {
    const base = Buffer.concat([prefix, encodeKey(values, directions).key])
    bases.set(base.toString('latin1'), base)
  }
  const sorted = [...bases.values()].sort(Buffer.compare)
  return sorted.map((base) => {
    if (!bound || !isRange(bound)) return { start: base, end: after(base) }
    return bound.prefix !== undefined && !bound.low && !bound.high
      ? prefixRange(base, bound.prefix, direction)
      : limitRange(base, narrowest(bound, multikey), direction)
  })
}
