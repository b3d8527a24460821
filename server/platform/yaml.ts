import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml'
import type * as z from 'zod'

/** Something wrong in a file that people write, at its place. Line and column count from 1. */
export interface Fault {
  file: string
  line: number
  column: number
  reason: string
  level: 'error' | 'warning'
}

export type Path = readonly PropertyKey[]

/** A file read by its schema. */
export interface YamlFile<T> {
  file: string
  /** Null: it is not as the schema wants it, and `faults` say why. */
  value: T | null
  faults: Fault[]
  /** The fault of what stands at a path, or of the nearest thing that does stand. */
  fault(path: Path, reason: string, level?: Fault['level']): Fault
}

/** More is no file that people write. */
const MOST_BYTES = 256 * 1024
const MOST_FAULTS = 50

const keyIs = (pair: Pair, key: PropertyKey): boolean => isScalar(pair.key) && String(pair.key.value) === String(key)

/** What stands at a path: a plain value itself, the key of a list or of a mapping. */
const nodeAt = (root: unknown, path: Path, resolve: (node: Node) => unknown): Node | null => {
  let here = root
  let nearest: Node | null = null
  for (const key of path) {
    if (isAlias(here)) here = resolve(here)
    if (isMap(here)) {
      const pair = here.items.find((one) => keyIs(one, key))
      if (!pair) return nearest
      here = pair.value
      nearest = isScalar(here) && here.value !== null ? here : (pair.key as Node)
    } else if (isSeq(here)) {
      here = here.items[Number(key)]
      if (!isNode(here)) return nearest
      nearest = here
    } else return nearest
  }
  return nearest
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
}
const sizes: Record<string, string> = { string: ' characters', array: ' items', record: ' items' }
const listed = (values: readonly unknown[]): string => values.map(String).join(', ')
const depthOf = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map((one) => one.path.length))

/** What a schema found, in plain words and with the place. A schema's own message goes on after the name: "is to be …". */
const explain = (issue: z.core.$ZodIssue): { path: Path; reason: string }[] => {
  const name = `“${String(issue.path.at(-1) ?? 'the file')}”`
  const one = (reason: string) => [{ path: issue.path, reason }]
  const isMissing = issue.input === undefined
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...issue.path, key], reason: `“${key}” means nothing here.` }))
    case 'invalid_type':
      if (!issue.message.startsWith('Invalid input')) return one(`${name} ${issue.message}.`)
      return one(isMissing ? `${name} is missing.` : `${name} is to be ${kinds[issue.expected] ?? issue.expected}.`)
    case 'invalid_value':
      return one(`${name} ${isMissing ? 'is missing' : 'is not known here'}: it is to be one of ${listed(issue.values)}.`)
    case 'invalid_union': {
      if ('options' in issue) return one(`${name} is to be one of ${listed((issue as { options: readonly unknown[] }).options)}.`)
      // The way that came furthest is the one that was meant.
      const [meant] = [...issue.errors].sort((a, b) => depthOf(b) - depthOf(a))
      return (meant ?? []).flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }))
    }
    case 'invalid_key':
      return one(`${name} cannot stand here: ${issue.issues[0]?.message ?? 'another name is needed'}.`)
    case 'too_big':
      return one(`${name} is more than ${issue.maximum}${sizes[issue.origin] ?? ''}.`)
    case 'too_small':
      return one(`${name} is less than ${issue.minimum}${sizes[issue.origin] ?? ''}.`)
    default:
      return one(`${name} ${issue.message}.`)
  }
}

/**
 * Reads what a person wrote, and finds the place of every fault: YAML's own, the schema's, and later those that only the reader of the whole can see.
 * Aliases are allowed, few of them.
 */
export const readYaml = <T>(file: string, text: string, schema: z.ZodType<T>): YamlFile<T> => {
  const lines = new LineCounter()
  const at = (offset: number, reason: string, level: Fault['level'] = 'error'): Fault => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col), reason, level }
  }
  if (Buffer.byteLength(text) > MOST_BYTES) {
    const tooLong = at(0, 'The file is longer than 256 KB.')
    return { file, value: null, faults: [tooLong], fault: () => tooLong }
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const fault: YamlFile<T>['fault'] = (path, reason, level) =>
    at(nodeAt(document.contents, path, (node) => (isAlias(node) ? node.resolve(document) : node))?.range?.[0] ?? 0, reason, level)
  const broken = [...document.errors, ...document.warnings].map((one) => at(one.pos[0], one.message))
  if (broken.length > 0) return { file, value: null, faults: broken.slice(0, MOST_FAULTS), fault }
  let plain: unknown
  try {
    plain = document.toJS({ maxAliasCount: 50 })
  } catch {
    // The only thing it throws for: aliases of aliases that would grow without end.
    return { file, value: null, faults: [at(0, 'The file repeats too much of itself by aliases.')], fault }
  }
  const read = schema.safeParse(plain, { reportInput: true })
  if (read.success) return { file, value: read.data, faults: [], fault }
  const faults = read.error.issues.flatMap(explain).map(({ path, reason }) => fault(path, reason))
  return { file, value: null, faults: faults.slice(0, MOST_FAULTS), fault }
}
