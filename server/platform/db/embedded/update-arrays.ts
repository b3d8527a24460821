import { asNumber, bsonType, isDocument } from './bson.ts'
import { compare, equal } from './compare.ts'
import { badValue } from './errors.ts'
import { compileFilter, isOperators } from './predicate.ts'
import { parseSort, sorter } from './sort.ts'
import { eachOf, type UpdateOperator } from './update-operators.ts'

const whole = (value: unknown, name: string): number => {
  const number = asNumber(value)
  if (number === undefined || !Number.isInteger(number)) throw badValue(`The value for ${name} must be a whole number`)
  return number
}

const sortItems = (items: unknown[], given: unknown): unknown[] => {
  const direction = asNumber(given)
  if (direction === 1 || direction === -1) return items.sort((a, b) => compare(a, b) * direction)
  if (!isDocument(given)) throw badValue('The $sort is invalid: use 1, -1 or a document')
  const sort = parseSort(given)
  if (!sort) throw badValue('The $sort pattern is empty')
  const { keysOf, compare: order } = sorter(sort)
  return items
    .map((item) => ({ item, keys: keysOf(isDocument(item) ? item : {}) }))
    .sort(order)
    .map(({ item }) => item)
}

export const push: UpdateOperator = {
  create: true,
  prepare: (argument) => {
    const modified = isDocument(argument) && '$each' in argument
    const each = modified ? eachOf('$push', argument, ['$each', '$slice', '$sort', '$position']) : [argument]
    const position = modified && argument.$position !== undefined ? whole(argument.$position, '$position') : undefined
    const slice = modified && argument.$slice !== undefined ? whole(argument.$slice, '$slice') : undefined
    const sort = modified ? argument.$sort : undefined
    return (place) => {
      if (place.exists && !Array.isArray(place.value)) throw badValue(`The field '${place.path}' must be an array but is not`)
      const items = [...((place.value as unknown[] | undefined) ?? [])]
      items.splice(position ?? items.length, 0, ...each)
      const ordered = sort === undefined ? items : sortItems(items, sort)
      place.set(slice === undefined ? ordered : slice < 0 ? ordered.slice(slice) : ordered.slice(0, slice))
    }
  },
}

/** The condition of $pull: operators and patterns test each item, a document is a query on items that are documents. */
export const pull: UpdateOperator = {
  create: false,
  prepare: (argument) => {
    const pattern = bsonType(argument) === 'BSONRegExp' || argument instanceof RegExp
    const predicate =
      isOperators(argument) || pattern ? compileFilter({ item: argument }) : isDocument(argument) ? compileFilter(argument) : undefined
    if (predicate?.slow) throw badValue('$pull takes no regular expression other than an anchored literal')
    const byItem = isOperators(argument) || pattern
    const matches = (item: unknown): boolean => {
      if (!predicate) return equal(item, argument)
      return byItem ? predicate.test({ item }) : isDocument(item) && predicate.test(item)
    }
    return (place) => {
      if (!Array.isArray(place.value)) throw badValue('Cannot apply $pull to a non-array value')
      place.set(place.value.filter((item) => !matches(item)))
    }
  },
}
