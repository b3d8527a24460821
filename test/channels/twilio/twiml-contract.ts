import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const typings = readFileSync(createRequire(import.meta.url).resolve('twilio/lib/twiml/VoiceResponse.d.ts'), 'utf8')

/** The words a named type of the typings allows; null where it is free text or a number. */
const wordsOf = (type: string): Set<string> | null => {
  const named = new RegExp(`^ {4}type ${type} = (.+);$`, 'm').exec(typings)?.[1]
  return named ? new Set([...named.matchAll(/"([^"]+)"/g)].map((one) => one[1] as string)) : null
}

interface Attribute {
  isList: boolean
  words: Set<string> | null
  isNumber: boolean
  isBoolean: boolean
}

const readAttributes = (element: string): Map<string, Attribute> => {
  const body = new RegExp(`export interface ${element}Attributes \\{([\\s\\S]*?)\\n {4}\\}`).exec(typings)?.[1] ?? ''
  return new Map(
    [...body.matchAll(/^ {8}(\w+)\?: ([\w.]+)(\[\])?;$/gm)].map(([, name, type, list]) => [
      name as string,
      { isList: list !== undefined, words: wordsOf(type as string), isNumber: type === 'number', isBoolean: type === 'boolean' },
    ]),
  )
}

/** What may stand inside an element, by the methods of its builder. */
const readChildren = (element: string): Set<string> => {
  const isRoot = element === 'Response'
  const start = isRoot ? typings.indexOf('declare class VoiceResponse') : typings.indexOf(`    export class ${element} extends TwiML`)
  if (start < 0) return new Set()
  const body = typings.slice(start, typings.indexOf(isRoot ? '\n}' : '\n    }', start))
  return new Set(
    [...body.matchAll(/^ +(\w+)\((?:attributes|[a-z]\w*\??: string)?.*\): VoiceResponse\.(\w+);$/gm)].map((one) => one[2] as string),
  )
}

const once = <T>(read: (element: string) => T): ((element: string) => T) => {
  const known = new Map<string, T>()
  return (element) => {
    const value = known.get(element) ?? read(element)
    known.set(element, value)
    return value
  }
}
const attributesOf = once(readAttributes)
const childrenOf = once(readChildren)

export interface Node {
  name: string
  attributes: Record<string, string>
  children: Node[]
  text: string
}

const plain = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp|#x?[0-9A-Fa-f]+);/g, (_all, name: string) => {
    const known = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }[name]
    if (known) return known
    return String.fromCodePoint(name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)))
  })

/** Reads a document as strictly as Twilio would: anything that is no well-formed XML throws. */
export const readXml = (xml: string): Node => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 section 2.2
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml)) throw new Error('a character that XML has not')
  const root: Node = { name: '', attributes: {}, children: [], text: '' }
  const open: Node[] = [root]
  let at = 0
  const token = /<\?xml[^>]*\?>|<\/([A-Za-z]+)>|<([A-Za-z]+)((?: [A-Za-z]+="[^"<]*")*)(\/?)>|([^<]+)/y
  while (at < xml.length) {
    token.lastIndex = at
    const found = token.exec(xml)
    const top = open.at(-1) as Node
    if (!found) throw new Error(`no XML at ${at}: ${xml.slice(at, at + 80)}`)
    const [all, closes, name, attributes = '', isEmpty, text] = found
    at += all.length
    if (text !== undefined) {
      if (/&(?!(lt|gt|quot|apos|amp|#x?[0-9A-Fa-f]+);)/.test(text)) throw new Error(`a bare ampersand in ${text}`)
      top.text += plain(text)
    } else if (closes !== undefined) {
      if (top.name !== closes) throw new Error(`</${closes}> closes <${top.name}>`)
      open.pop()
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/([A-Za-z]+)="([^"]*)"/g)]
      const node: Node = { name, attributes: {}, children: [], text: '' }
      for (const [, key, value] of pairs) node.attributes[key as string] = plain(value as string)
      if (Object.keys(node.attributes).length !== pairs.length) throw new Error(`an attribute twice in <${name}>`)
      top.children.push(node)
      if (!isEmpty) open.push(node)
    }
  }
  const [document] = root.children
  if (open.length !== 1 || root.children.length !== 1 || !document || root.text.trim()) throw new Error('not one whole document')
  return document
}

/** What of a document Twilio has not published, one line each. */
export const unknownIn = (node: Node): string[] => {
  const attributes = attributesOf(node.name)
  const found: string[] = []
  for (const [name, value] of Object.entries(node.attributes)) {
    const attribute = attributes.get(name)
    if (!attribute) found.push(`<${node.name} ${name}>`)
    else if (attribute.isNumber && !/^\d+$/.test(value)) found.push(`<${node.name} ${name}="${value}">: no number`)
    else if (attribute.isBoolean && !/^(true|false)$/.test(value)) found.push(`<${node.name} ${name}="${value}">: neither true nor false`)
    else if (attribute.words) {
      const words = attribute.isList ? value.split(' ') : [value]
      for (const word of words) if (!attribute.words.has(word)) found.push(`<${node.name} ${name}="${word}">`)
    }
  }
  const allowed = childrenOf(node.name)
  for (const child of node.children) {
    if (!allowed.has(child.name)) found.push(`<${child.name}> in <${node.name}>`)
    found.push(...unknownIn(child))
  }
  return found
}
