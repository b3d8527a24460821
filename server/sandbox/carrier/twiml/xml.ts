/** One element of a document; text between elements is joined and trimmed. */
export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  text: string
}

export class XmlFault extends Error {}

const NAMES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const plain = (text: string): string =>
  text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const code = /^#x([0-9a-f]+)$/i.exec(name)?.[1]
    const decimal = /^#(\d+)$/.exec(name)?.[1]
    const found = code ? String.fromCodePoint(Number.parseInt(code, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : NAMES[name]
    if (found === undefined || !whole.endsWith(';')) throw new XmlFault(`${whole} is no entity`)
    return found
  })

const TAG = /^<(\/?)([A-Za-z][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)\s*=\s*("[^"<]*"|'[^'<]*')/g
const SKIPPED = /^(<\?[\s\S]*?\?>|<!--[\s\S]*?-->)/

/** Reads a well-formed document without a type declaration. Throws XmlFault. */
export const readXml = (source: string): XmlElement => {
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open: XmlElement[] = [root]
  let rest = source.replace(/^\ufeff/, '')
  while (rest.length > 0) {
    const top = open.at(-1) as XmlElement
    const skipped = SKIPPED.exec(rest)
    const cdata = /^<!\[CDATA\[([\s\S]*?)\]\]>/.exec(rest)
    if (skipped) {
      rest = rest.slice(skipped[0].length)
    } else if (cdata) {
      top.text += cdata[1]
      rest = rest.slice(cdata[0].length)
    } else if (rest.startsWith('<')) {
      const tag = TAG.exec(rest)
      if (!tag) throw new XmlFault(`cannot be read at: ${rest.slice(0, 40)}`)
      const [whole, closes, name = '', given = '', isEmpty] = tag
      if (closes) {
        if (open.length < 2 || top.name !== name) throw new XmlFault(`</${name}> closes nothing`)
        open.pop()
      } else {
        const element: XmlElement = { name, attributes: {}, children: [], text: '' }
        for (const [, key = '', value = ''] of given.matchAll(ATTRIBUTE)) {
          if (key in element.attributes) throw new XmlFault(`${key} stands twice`)
          element.attributes[key] = plain(value.slice(1, -1))
        }
        top.children.push(element)
        if (!isEmpty) open.push(element)
      }
      rest = rest.slice(whole.length)
    } else {
      const end = rest.indexOf('<')
      top.text += plain(end < 0 ? rest : rest.slice(0, end))
      rest = end < 0 ? '' : rest.slice(end)
    }
  }
  const [document, second] = root.children
  if (open.length > 1) throw new XmlFault(`<${open.at(-1)?.name}> is not closed`)
  if (!document || second || root.text.trim()) throw new XmlFault('there is not exactly one element at the top')
  const tidy = (element: XmlElement): XmlElement => {
    element.text = element.text.trim()
    element.children.forEach(tidy)
    return element
  }
  return tidy(document)
}
