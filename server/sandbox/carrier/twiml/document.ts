import { schemaFaults } from './schema.ts'
import { readXml, type XmlElement, XmlFault } from './xml.ts'

export interface TwimlFault {
  /** Of Twilio's dictionary: 12100 cannot be parsed, 12200 is not in the schema, 12300 has the wrong content type. */
  code: number
  why: string
}

/** What a door answered, as verbs: a sound is played, plain text is spoken, anything else must be a valid document. */
export const readDocument = (
  { type, body }: { type: string; body: string },
  url: string,
  kind: 'call' | 'wait' = 'call',
): { verbs: XmlElement[]; twiml: string } | TwimlFault => {
  const element = (name: string, text: string): XmlElement => ({ name, attributes: {}, children: [], text })
  if (type.startsWith('audio/')) return { verbs: [element('Play', url)], twiml: '' }
  if (type === 'text/plain') return { verbs: [element('Say', body)], twiml: '' }
  if (!/^(text|application)\/(xml|html)$/.test(type)) return { code: 12300, why: `the content type is ${type || 'missing'}` }
  return readTwiml(body, kind)
}

export const readTwiml = (body: string, kind: 'call' | 'wait' = 'call'): { verbs: XmlElement[]; twiml: string } | TwimlFault => {
  try {
    const document = readXml(body)
    const [fault] = schemaFaults(document, kind)
    return fault ? { code: 12200, why: fault } : { verbs: document.children, twiml: body }
  } catch (error) {
    if (error instanceof XmlFault) return { code: 12100, why: error.message }
    throw error
  }
}

/** All words of an element, markup left out. */
export const wordsOf = (element: XmlElement): string => [element.text, ...element.children.map(wordsOf)].filter(Boolean).join(' ')
