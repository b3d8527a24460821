import { wordsOf } from './check/flow-text.ts'
import { edgesOf } from './compile.ts'
import { type Choice, type Condition, type Flow, type Step, titleOf } from './flow.ts'
import type { FlowSet } from './flow-set.ts'
import { inLanguage } from './words.ts'

/** One step, as it is drawn. */
export interface FlowNode {
  id: string
  title: string
  kind: Step['do']
  /** Of the flow's file. */
  line: number
  /** What it is about: a queue, a look-up, an article, a number or another flow; else empty. */
  about: string
  /** Language → what a caller may hear here, in its order; values stand in braces. */
  says: Record<string, string[]>
}

/** One way from a step to the next. */
export interface FlowEdge {
  from: string
  to: string
  /** What happens: `next`, `otherwise` …, or the place of a choice or a condition in its list. */
  on: string
  /** A key, or a word or two; empty where there is no other way. */
  label: string
  isKey: boolean
  /** What was chosen, as people read it. */
  means: string
}

export interface FlowGraph {
  name: string
  title: string
  zone: string
  /** The first is spoken until another is chosen. */
  languages: string[]
  /** Where a call begins. */
  first: string
  nodes: FlowNode[]
  edges: FlowEdge[]
}

const aboutOf = (step: Step): string => {
  if (step.do === 'transfer') return 'queue' in step.to ? step.to.queue : step.to.number
  if (step.do === 'look-up') return step.name
  if (step.do === 'article') return step.article
  if (step.do === 'sub-flow') return step.flow
  return 'queue' in step ? step.queue : ''
}

const saysOf = (flow: Flow, step: Step): Record<string, string[]> => {
  const words = wordsOf(step).filter(({ at }) => at[0] !== 'again')
  const inOne = (language: string): string[] => words.map(({ text }) => inLanguage(text, language)).filter((one) => one !== '')
  return Object.fromEntries(Object.keys(flow.languages).map((language) => [language, inOne(language)]))
}

const conditionWords = (one: Condition): string => {
  if (one.label) return one.label
  const parts: (string | false | undefined)[] = [
    one.open && `${one.open} open`,
    one.closed && `${one.closed} closed`,
    one.holiday && 'holiday',
    one.waitingOver !== undefined && `over ${one.waitingOver} waiting`,
    one.waitOverMinutes !== undefined && `over ${one.waitOverMinutes} min`,
    one.staffed !== undefined && (one.staffed ? 'somebody there' : 'nobody there'),
    one.caller && `${one.caller} caller`,
    one.openCase !== undefined && (one.openCase ? 'open case' : 'no open case'),
    one.segment,
    one.variable && (one.is === undefined ? one.variable : [one.is].flat().join(', ')),
    one.time,
  ]
  return parts.filter((part) => typeof part === 'string' && part !== '').join(', ')
}

const fixed: Record<string, string> = { found: 'found', missing: 'none', after: 'after the talk' }
const otherwise: Partial<Record<Step['do'], string>> = {
  menu: 'no answer',
  gather: 'no answer',
  'look-up': 'failed',
  article: 'not there',
  wait: 'too long',
  callback: 'no callback',
  voicemail: 'nothing said',
  transfer: 'not reached',
}

const labelOf = (step: Step, on: string): { label: string; isKey: boolean; choice?: Choice } => {
  const at = /^\d+$/.test(on) ? Number(on) : -1
  if (at >= 0 && 'choices' in step) {
    const choice = step.choices[at] as Choice
    return { label: choice.key, isKey: true, choice }
  }
  const condition = step.do === 'branch' ? step.when[at] : undefined
  if (condition) return { label: conditionWords(condition), isKey: false }
  if (on === 'otherwise') return { label: otherwise[step.do] ?? 'else', isKey: false }
  const isOnly = edgesOf(step).length === 1
  return { label: fixed[on] ?? (isOnly || step.do !== 'callback' ? '' : 'noted'), isKey: false }
}

/** A flow as a graph of its own steps; a sub-flow is one of them. Null when there is no such flow. Pure. */
export const graphOf = ({ flows, lines }: FlowSet, name: string): FlowGraph | null => {
  const flow = Object.hasOwn(flows, name) ? flows[name] : undefined
  if (!flow) return null
  const steps = Object.entries(flow.steps)
  return {
    name,
    title: flow.title,
    zone: flow.zone,
    languages: Object.keys(flow.languages),
    first: steps[0]?.[0] ?? '',
    nodes: steps.map(([id, step]) => ({
      id,
      title: titleOf(id, step),
      kind: step.do,
      line: lines[name]?.[id] ?? 0,
      about: aboutOf(step),
      says: saysOf(flow, step),
    })),
    edges: steps.flatMap(([from, step]) =>
      edgesOf(step).map(({ on, to }) => {
        const { label, isKey, choice } = labelOf(step, on)
        return { from, to, on, label, isKey, means: choice?.label ?? titleOf(to, flow.steps[to]) }
      }),
    ),
  }
}
