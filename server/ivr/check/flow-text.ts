import type { Fault, Path, YamlFile } from '../../platform/yaml.ts'
import type { KnownNames } from '../face.ts'
import type { Flow, Step, Text } from '../flow.ts'
import type { Lookup } from '../look-up.ts'

/** A flow as it was read, with the places of what stands in it. */
export interface ReadFlow {
  name: string
  flow: Flow
  /** A fault at a path below a step, or below the file when there is no step. */
  fault(step: string | null, at: Path, reason: string, level?: Fault['level']): Fault
}

/** What every check is given. */
export interface Checked {
  flows: readonly ReadFlow[]
  byName: Readonly<Record<string, ReadFlow>>
  lookups: Readonly<Record<string, Lookup>>
  known: KnownNames
}

export const readFlow = (name: string, flow: Flow, file: YamlFile<unknown>): ReadFlow => ({
  name,
  flow,
  fault: (step, at, reason, level) => file.fault(step === null ? at : ['steps', step, ...at], reason, level),
})

/** Every step of a flow, for a check that looks at one at a time. */
export const eachStep = (flows: readonly ReadFlow[], check: (step: Step, id: string, read: ReadFlow) => (Fault | undefined)[]): Fault[] =>
  flows.flatMap((read) =>
    Object.entries(read.flow.steps).flatMap(([id, step]) => check(step, id, read).filter((fault) => fault !== undefined)),
  )

interface Words {
  at: Path
  text: Text
  /** What may be named in it besides the flow's own values. */
  besides: readonly string[]
}

/** All that a step says. */
export const wordsOf = (step: Step): Words[] => {
  const words: Words[] = []
  const add = (at: Path, text: Text | undefined, besides: readonly string[] = []): void => {
    if (text !== undefined) words.push({ at, text, besides })
  }
  if ('text' in step) add(['text'], step.text)
  if ('again' in step) add(['again'], step.again)
  if ('already' in step) add(['already'], step.already)
  if (step.do === 'wait')
    for (const [name, text] of Object.entries(step.announce ?? {})) add(['announce', name], text, ['ahead', 'from', 'to'])
  if ('choices' in step) for (const [at, choice] of step.choices.entries()) add(['choices', at, 'text'], choice.text)
  return words
}

/** All that a step remembers, and where it is written. */
export const assignmentsOf = (step: Step): { at: Path; name: string; value: string }[] => {
  const all: [Path, Readonly<Record<string, string>> | undefined][] = []
  if (step.do === 'set') all.push([['values'], step.values])
  if (step.do === 'sub-flow') all.push([['with'], step.with])
  if ('choices' in step) for (const [at, choice] of step.choices.entries()) all.push([['choices', at, 'set'], choice.set])
  if (step.do === 'branch') for (const [at, one] of step.when.entries()) all.push([['when', at, 'set'], one.set])
  return all.flatMap(([at, values]) => Object.entries(values ?? {}).map(([name, value]) => ({ at: [...at, name], name, value })))
}

/** Every queue a step names. */
export const queuesOf = (step: Step): { at: Path; queue: string }[] => {
  if (step.do === 'transfer') return 'queue' in step.to ? [{ at: ['to', 'queue'], queue: step.to.queue }] : []
  if (step.do === 'branch')
    return step.when.flatMap((one, at) => (one.queue === undefined ? [] : [{ at: ['when', at, 'queue'], queue: one.queue }]))
  return 'queue' in step ? [{ at: ['queue'], queue: step.queue }] : []
}
