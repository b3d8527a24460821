import { asNumber, bsonType, type Doc, isDocument, isNumeric } from './bson.ts'
import { compare, equal } from './compare.ts'
import { badValue, StoreError } from './errors.ts'
import { compileExpression, type Evaluate } from './expression.ts'
import { encodeKey } from './keys.ts'
import type { StageOptions } from './stages-document.ts'

interface Accumulator {
  add(value: unknown): void
  result(): unknown
}

const sum = (): Accumulator => {
  let total = 0
  return {
    add: (value) => {
      if (isNumeric(value)) total += asNumber(value)!
    },
    result: () => total,
  }
}

const average = (): Accumulator => {
  let total = 0
  let n = 0
  return {
    add: (value) => {
      if (!isNumeric(value)) return
      total += asNumber(value)!
      n++
    },
    result: () => (n === 0 ? null : total / n),
  }
}

const best = (direction: number) => (): Accumulator => {
  let found: unknown
  return {
    add: (value) => {
      if (value === undefined || value === null) return
      if (found === undefined || compare(value, found) * direction < 0) found = value
    },
    result: () => found ?? null,
  }
}

const edge = (last: boolean) => (): Accumulator => {
  let found: unknown
  let any = false
  return {
    add: (value) => {
      if (!any || last) found = value
      any = true
    },
    result: () => found ?? null,
  }
}

const push = (): Accumulator => {
  const items: unknown[] = []
  return {
    add: (value) => {
      if (value !== undefined) items.push(value)
    },
    result: () => items,
  }
}

const addToSet = (): Accumulator => {
  const items = new Map<string, unknown>()
  const odd: unknown[] = []
  return {
    add: (value) => {
      if (value === undefined) return
      if (bsonType(value) === 'Decimal128') {
        if (!odd.some((item) => equal(item, value))) odd.push(value)
      } else items.set(encodeKey([value]).key.toString('latin1'), value)
    },
    result: () => [...items.values(), ...odd],
  }
}

const mergeObjects = (): Accumulator => {
  const merged: Doc = {}
  return {
    add: (value) => {
      if (isDocument(value)) Object.assign(merged, value)
    },
    result: () => merged,
  }
}

const ACCUMULATORS: Record<string, () => Accumulator> = {
  $sum: sum,
  $count: sum,
  $avg: average,
  $min: best(1),
  $max: best(-1),
  $first: edge(false),
  $last: edge(true),
  $push: push,
  $addToSet: addToSet,
  $mergeObjects: mergeObjects,
}

interface Field {
  name: string
  make(): Accumulator
  evaluate: Evaluate
}

const fieldOf = (name: string, definition: unknown, options: StageOptions): Field => {
  const operators = isDocument(definition) ? Object.keys(definition) : []
  const operator = operators[0]
  if (operators.length !== 1 || !operator) throw new StoreError(40234, 'Location40234', `The field '${name}' must be an accumulator object`)
  if (!Object.hasOwn(ACCUMULATORS, operator)) throw new StoreError(15952, 'Location15952', `unknown group operator '${operator}'`)
  const argument = operator === '$count' ? 1 : (definition as Doc)[operator]
  return { name, make: ACCUMULATORS[operator]!, evaluate: compileExpression(argument, options.variables, options) }
}

/** Compiles `$group`: groups in the order in which their first document came. */
export const group = (argument: unknown, options: StageOptions): ((docs: Iterable<Doc>) => Iterable<Doc>) => {
  if (!isDocument(argument) || !('_id' in argument)) throw badValue("a group specification must include an '_id'")
  const { _id, ...rest } = argument
  const idOf = compileExpression(_id, options.variables, options)
  const fields = Object.entries(rest).map(([name, definition]) => fieldOf(name, definition, options))
  return function* (docs) {
    const groups = new Map<string, { id: unknown; accumulators: Accumulator[] }>()
    for (const doc of docs) {
      const id = idOf(doc) ?? null
      const key = encodeKey([id]).key.toString('latin1')
      let found = groups.get(key)
      if (!found) {
        found = { id, accumulators: fields.map(({ make }) => make()) }
        groups.set(key, found)
      }
      for (const [i, field] of fields.entries()) found.accumulators[i]!.add(field.evaluate(doc))
    }
    for (const { id, accumulators } of groups.values()) {
      const out: Doc = { _id: id }
      for (const [i, field] of fields.entries()) out[field.name] = accumulators[i]!.result()
      yield out
    }
  }
}
