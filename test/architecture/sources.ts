import { readdirSync, readFileSync } from 'node:fs'
import { posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vite'

/** One import as written; `to` is a path from the project's folder, or a package's name. */
export interface Import {
  to: string
  isType: boolean
  names: readonly string[]
}

/** One file as the rules see it. */
export interface Source {
  path: string
  lines: number
  imports: readonly Import[]
  /** What the file calls or reads by name (`fetch()`, `process.env`, `Math.random`, `console.log`) and each string literal as `'text'`. */
  uses: readonly string[]
}

export const root = fileURLToPath(new URL('../..', import.meta.url))

// biome-ignore lint/suspicious/noExplicitAny: the tree has too many kinds of nodes to name, and only a few are looked at
type Node = any

const walk = (node: Node, visit: (node: Node) => void): void => {
  if (Array.isArray(node)) for (const one of node) walk(one, visit)
  else if (node && typeof node === 'object') {
    if (typeof node.type === 'string') visit(node)
    for (const key of Object.keys(node)) if (key !== 'type') walk(node[key], visit)
  }
}

const resolve = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), specifier)) : specifier

const isTypeOnly = (node: Node): boolean =>
  node.importKind === 'type' ||
  node.exportKind === 'type' ||
  (node.specifiers?.length > 0 && node.specifiers.every((one: Node) => one.importKind === 'type' || one.exportKind === 'type'))

const nameOf = (node: Node): string | undefined => {
  if (node?.type === 'Identifier') return node.name
  if (node?.type === 'ChainExpression') return nameOf(node.expression)
  if (node?.type === 'MemberExpression') {
    const object = nameOf(node.object)
    const property = node.computed ? node.property?.value : node.property?.name
    return object && property ? `${object}.${property}` : undefined
  }
  return undefined
}

/** Reads one file's text. Types count as much as values; `import()` in an expression or a type counts too. */
export const readSource = (path: string, text: string): Source => {
  const imports: Import[] = []
  const uses: string[] = []
  const add = (specifier: unknown, isType: boolean, names: readonly string[] = []): void => {
    if (typeof specifier === 'string') imports.push({ to: resolve(path, specifier), isType, names })
  }
  walk(parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }), (node) => {
    if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type))
      add(
        node.source?.value,
        isTypeOnly(node),
        (node.specifiers ?? []).map((one: Node) => one.imported?.name ?? ''),
      )
    else if (node.type === 'ImportExpression') add(node.source?.value, false)
    else if (node.type === 'TSImportType') add(node.source?.value ?? node.argument?.literal?.value, true)
    else if (node.type === 'CallExpression' && node.callee?.type === 'Identifier') uses.push(`${node.callee.name}()`)
    else if (node.type === 'MemberExpression') uses.push(nameOf(node) ?? '')
    else if (node.type === 'Literal' && typeof node.value === 'string') uses.push(`'${node.value}'`)
  })
  return { path, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), imports, uses }
}

/** Every source file below the folders. */
export const readSources = (...folders: readonly string[]): Source[] =>
  folders
    .flatMap((folder) => readdirSync(`${root}/${folder}`, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => relative(root, `${entry.parentPath}/${entry.name}`).replaceAll('\\', '/'))
    .map((path) => readSource(path, readFileSync(`${root}/${path}`, 'utf8')))
