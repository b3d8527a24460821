import { Context, evalExpr } from 'mingo/core'
import * as accumulators from 'mingo/operators/accumulator'
import * as expressions from 'mingo/operators/expression'
import { type Doc, isDocument } from './bson.ts'
import { compare } from './compare.ts'
import { badValue, StoreError } from './errors.ts'

/** Operators that mingo calculates as MongoDB documents them. Scripts ($function, $accumulator) never belong here. */
const ALLOWED = new Set(
  (
    '$abs $add $ceil $divide $exp $floor $ln $log10 $mod $multiply $pow $round $sqrt $subtract $trunc ' +
    '$arrayElemAt $arrayToObject $concatArrays $filter $first $in $indexOfArray $isArray $last $map $objectToArray $range $reduce $reverseArray $size $slice ' +
    '$and $not $or $cmp $eq $gt $gte $lt $lte $ne $cond $ifNull $switch ' +
    '$dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract $dateToParts $dateToString $dateTrunc $dayOfMonth $dayOfWeek $dayOfYear $hour ' +
    '$isoDayOfWeek $isoWeek $isoWeekYear $millisecond $minute $month $second $week $year ' +
    '$literal $getField $mergeObjects $setField $allElementsTrue $anyElementTrue $setDifference $setEquals $setIntersection $setIsSubset $setUnion ' +
    '$concat $ltrim $regexFind $regexFindAll $regexMatch $replaceAll $replaceOne $rtrim $split $strcasecmp $strLenCP $substrCP $toLower $toUpper $trim ' +
    '$convert $isNumber $toBool $toDate $toDouble $toInt $toLong $toString $type $let $avg $max $min $sum'
  ).split(' '),
)
/** May run for long or fill the memory from one small document: not where writes are decided. */
const READER_ONLY = new Set(['$regexFind', '$regexFindAll', '$regexMatch', '$range', '$reduce', '$map', '$split', '$replaceAll'])

const compared = (accepts: (order: number) => unknown) => (doc: unknown, argument: unknown, options: unknown) => {
  const [left, right] = evalExpr(doc as never, argument as never, options as never) as unknown[]
  return accepts(compare(left, right))
}
const COMPARISONS = {
  $eq: compared((order) => order === 0),
  $ne: compared((order) => order !== 0),
  $gt: compared((order) => order > 0),
  $gte: compared((order) => order >= 0),
  $lt: compared((order) => order < 0),
  $lte: compared((order) => order <= 0),
  $cmp: compared((order) => order),
}

const pick = (all: object): never => Object.fromEntries(Object.entries(all).filter(([name]) => ALLOWED.has(name))) as never
const CONTEXT = Context.init({ expression: { ...(pick(expressions) as object), ...COMPARISONS } as never, accumulator: pick(accumulators) })

export interface ExpressionOptions {
  /** `reader`: the thread that can be ended; `writer`: where a long evaluation would delay everyone. */
  where?: 'reader' | 'writer' | undefined
  /** The moment of the command, the same for all of its documents. */
  now?: Date | undefined
}

export type Evaluate = (doc: Doc, variables?: Doc) => unknown

/** Checks every operator by name and puts the moment of the command in the place of `$$NOW`. */
const prepare = (expression: unknown, options: Required<ExpressionOptions>): unknown => {
  if (expression === '$$NOW') return options.now
  if (Array.isArray(expression)) return expression.map((item) => prepare(item, options))
  if (!isDocument(expression)) return expression
  const prepared: Doc = {}
  for (const [name, argument] of Object.entries(expression)) {
    if (name.startsWith('$')) {
      if (!ALLOWED.has(name)) throw new StoreError(168, 'InvalidPipelineOperator', `Unrecognized expression '${name}'`)
      if (options.where === 'writer' && READER_ONLY.has(name))
        throw new StoreError(168, 'InvalidPipelineOperator', `The expression '${name}' is not allowed in an update.`)
    }
    prepared[name] = name === '$literal' ? argument : prepare(argument, options)
  }
  return prepared
}

/** Compiles an aggregation expression. `variables` are those of the command's `let`. */
export const compileExpression = (expression: unknown, variables: Doc = {}, options: ExpressionOptions = {}): Evaluate => {
  const prepared = prepare(expression, { where: options.where ?? 'reader', now: options.now ?? new Date() })
  if (typeof prepared === 'string' && /^\$[^$.][^.]*$/.test(prepared)) {
    const name = prepared.slice(1)
    return (doc) => (Object.hasOwn(doc, name) ? doc[name] : undefined)
  }
  return (doc, more) => {
    try {
      return evalExpr(
        doc as never,
        prepared as never,
        { context: CONTEXT, scriptEnabled: false, variables: more ? { ...variables, ...more } : variables } as never,
      )
    } catch (error) {
      throw error instanceof StoreError ? error : badValue(error instanceof Error ? error.message : String(error))
    }
  }
}
