import type { Fault } from '../../platform/yaml.ts'
import { type Reference, referencesOf } from '../words.ts'
import { assignmentsOf, type Checked, eachStep, queuesOf, type ReadFlow, wordsOf } from './flow-text.ts'

/** Words for each language that the flow speaks. */
export const checkLanguages = ({ flows }: Checked): Fault[] =>
  eachStep(flows, (step, id, { flow, fault }) => {
    const languages = Object.keys(flow.languages)
    return wordsOf(step).flatMap(({ at, text }) => {
      const what = `“${String(at.at(-1))}” of the step ${id}`
      if (typeof text === 'string')
        return languages.length > 1
          ? [fault(id, at, `${what} has words for one language only; the flow speaks ${languages.join(', ')}.`)]
          : []
      const missing = languages.filter((one) => !Object.hasOwn(text, one))
      const strange = Object.keys(text).filter((one) => !languages.includes(one))
      return [
        ...missing.map((one) => fault(id, at, `${what} has no words in ${one}.`)),
        ...strange.map((one) => fault(id, [...at, one], `The flow does not speak ${one}, so these words are never said.`, 'warning')),
      ]
    })
  })

/** Every value that a flow ever remembers, by name; those of secret steps apart. */
const valuesOf = ({ flows, lookups }: Checked): { kept: Set<string>; secret: Set<string> } => {
  const steps = flows.flatMap(({ flow }) => Object.values(flow.steps))
  const gathered = steps.filter((step) => step.do === 'gather')
  return {
    kept: new Set([
      'number',
      ...gathered.filter((step) => !step.secret).map((step) => step.into),
      ...steps.flatMap((step) => assignmentsOf(step).map(({ name }) => name)),
      ...steps.flatMap((step) => (step.do === 'look-up' ? Object.keys(lookups[step.name]?.values ?? {}) : [])),
    ]),
    secret: new Set(gathered.filter((step) => step.secret).map((step) => step.into)),
  }
}

/** What `{…}` names is there, and what is secret is named by look-ups only. */
export const checkReferences = (checked: Checked): Fault[] => {
  const { kept, secret } = valuesOf(checked)
  const { hours } = checked.known
  const why = (reference: Reference | null, besides: readonly string[], maySecret: boolean): string | undefined => {
    if (reference === null) return 'The braces hold no name: {order}, or {order:digits} to have it read digit by digit.'
    const { name, part } = reference
    if (part) return hours && !hours.includes(name) ? `There are no opening hours ${name} in hours.yaml.` : undefined
    if (secret.has(name)) return maySecret ? undefined : `{${name}} is secret: only the look-up that comes next is given it.`
    return kept.has(name) || besides.includes(name) ? undefined : `Nothing is ever remembered as {${name}}.`
  }
  return eachStep(checked.flows, (step, id, { fault }) => {
    const texts = [
      ...wordsOf(step).flatMap(({ at, text, besides }) =>
        (typeof text === 'string' ? [{ at, text }] : Object.entries(text).map(([one, words]) => ({ at: [...at, one], text: words }))).map(
          (one) => ({
            ...one,
            besides,
            maySecret: false,
          }),
        ),
      ),
      ...assignmentsOf(step).map(({ at, value }) => ({ at, text: value, besides: [], maySecret: false })),
      ...queuesOf(step).map(({ at, queue }) => ({ at, text: queue, besides: [], maySecret: false })),
      ...(step.do === 'look-up' ? Object.entries(step.with) : []).map(([name, text]) => ({
        at: ['with', name],
        text,
        besides: [],
        maySecret: true,
      })),
    ]
    return texts.flatMap(({ at, text, besides, maySecret }) =>
      referencesOf(text).flatMap((reference) => {
        const reason = why(reference, besides, maySecret)
        return reason === undefined ? [] : [fault(id, at, reason)]
      }),
    )
  })
}

const uses = (text: string, name: string): boolean => referencesOf(text).some((one) => one?.name === name)

/** Whoever agrees to be called back has heard on which number (VOICE.md, Outbound). */
export const checkReadBack = ({ flows }: Checked): Fault[] =>
  eachStep(flows, (step, id, { fault }) => {
    if (step.do !== 'callback') return []
    const texts = typeof step.text === 'string' ? { '': step.text } : step.text
    return Object.entries(texts).map(([language, text]) =>
      uses(text, 'number')
        ? undefined
        : fault(
            id,
            ['text', ...(language ? [language] : [])],
            'The number is not read back. Say {number:digits}, so that the caller knows where we call.',
            'warning',
          ),
    )
  })

/** A number proves nobody (SECURITY P5): what is looked up by it alone is for whoever shows that number. */
export const checkSecondFactor = ({ flows, lookups }: Checked): Fault[] => {
  const said = new Set(
    flows
      .flatMap(({ flow }) => Object.values(flow.steps))
      .flatMap(wordsOf)
      .flatMap(({ text }) => (typeof text === 'string' ? [text] : Object.values(text)))
      .flatMap((text) => referencesOf(text).flatMap((one) => one?.name ?? [])),
  )
  return eachStep(flows, (step, id, { fault }) => {
    if (step.do !== 'look-up') return []
    const given = Object.values(step.with).flatMap((text) => referencesOf(text).flatMap((one) => one?.name ?? []))
    const heard = Object.keys(lookups[step.name]?.values ?? {}).find((name) => said.has(name))
    return given.length > 0 && given.every((name) => name === 'number') && heard !== undefined
      ? [
          fault(
            id,
            ['with'],
            `Looked up by the number alone, {${heard}} is said to whoever shows that number, which proves nobody. Ask for something only the customer knows, too.`,
            'warning',
          ),
        ]
      : []
  })
}

/** A secret is gone with the next act, so the look-up must come at once. */
export const checkSecrets = ({ flows }: Checked): Fault[] =>
  eachStep(flows, (step, id, { flow, fault }: ReadFlow) => {
    if (step.do !== 'gather' || !step.secret) return []
    const next = flow.steps[step.next]
    const isUsed = next?.do === 'look-up' && Object.values(next.with).some((value) => uses(value, step.into))
    return [
      isUsed || !next
        ? undefined
        : fault(id, ['next'], `{${step.into}} is secret and not kept: after ${id} must come a look-up that uses it.`),
    ]
  })
