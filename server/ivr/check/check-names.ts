import type { Fault } from '../../platform/yaml.ts'
import { edgesOf } from '../compile.ts'
import { referencesOf } from '../words.ts'
import { assignmentsOf, type Checked, eachStep, queuesOf } from './flow-text.ts'

/** The name that was probably meant: the one that begins alike. */
const meant = (name: string, names: readonly string[]): string => {
  const near = names.find((one) => one.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase())
  return near === undefined ? '' : ` Is ${near} meant?`
}

export const checkTargets = ({ flows }: Checked): Fault[] =>
  eachStep(flows, (step, id, { flow, fault }) =>
    edgesOf(step).map(({ to, at }) =>
      Object.hasOwn(flow.steps, to) ? undefined : fault(id, at, `There is no step ${to}.${meant(to, Object.keys(flow.steps))}`),
    ),
  )

/** Sub-flows are there, speak what their caller speaks, and never come to themselves again. */
export const checkSubFlows = ({ flows, byName }: Checked): Fault[] => {
  const calls = (name: string): string[] =>
    Object.values(byName[name]?.flow.steps ?? {}).flatMap((step) => (step.do === 'sub-flow' ? [step.flow] : []))
  const leadsTo = (from: string, to: string, seen = new Set<string>()): boolean =>
    from === to || (!seen.has(from) && calls(from).some((next) => leadsTo(next, to, seen.add(from))))
  return eachStep(flows, (step, id, { name, flow, fault }) => {
    if (step.do !== 'sub-flow') return []
    const sub = byName[step.flow]
    if (!sub) return [fault(id, ['flow'], `There is no flow ${step.flow}.${meant(step.flow, Object.keys(byName))}`)]
    const missing = Object.keys(flow.languages).filter((one) => !Object.hasOwn(sub.flow.languages, one))
    return [
      leadsTo(step.flow, name) ? fault(id, ['flow'], `The flow ${name} would go through itself here, without end.`) : undefined,
      ...missing.map((one) => fault(id, ['flow'], `The flow ${step.flow} does not speak ${one}, which is spoken here.`)),
    ]
  })
}

const REFERENCE_ONLY = /^\{([a-z][a-z0-9-]*)\}$/

/** Queues by their names, also those that come by way of `{queue}`. */
export const checkQueues = ({ flows, known: { queues } }: Checked): Fault[] => {
  if (!queues) return []
  const unknown = (queue: string): string => `There is no queue “${queue}”.${meant(queue, queues)}`
  const steps = flows.flatMap(({ flow }) => Object.values(flow.steps))
  const carriers = new Set(steps.flatMap(queuesOf).flatMap(({ queue }) => REFERENCE_ONLY.exec(queue)?.[1] ?? []))
  return eachStep(flows, (step, id, { fault }) => [
    ...queuesOf(step).map(({ at, queue }) =>
      queues.includes(queue) || REFERENCE_ONLY.test(queue) ? undefined : fault(id, at, unknown(queue)),
    ),
    ...assignmentsOf(step).map(({ at, name, value }) =>
      carriers.has(name) && !queues.includes(value) && referencesOf(value).length === 0 ? fault(id, at, unknown(value)) : undefined,
    ),
    step.do === 'gather' && carriers.has(step.into)
      ? fault(id, ['into'], `{${step.into}} is used as the name of a queue, which no caller can key.`)
      : undefined,
  ])
}

/** People learn and leave: a skill that nobody knows of keeps its callers waiting until it is let go, and is no reason to refuse the menu. */
export const checkSkills = ({ flows, known: { skills } }: Checked): Fault[] =>
  eachStep(flows, (step, id, { fault }) => {
    if (step.do !== 'wait' || !skills) return []
    return Object.keys(step.skills).map((name) =>
      skills.includes(name)
        ? undefined
        : fault(id, ['skills', name], `Nobody has the skill “${name}”, and no queue asks for it.${meant(name, skills)}`, 'warning'),
    )
  })

export const checkLookups = ({ flows, lookups }: Checked): Fault[] =>
  eachStep(flows, (step, id, { fault }) => {
    if (step.do !== 'look-up') return []
    const lookup = lookups[step.name]
    if (!lookup) return [fault(id, ['name'], `There is no look-up ${step.name} in lookups.yaml.${meant(step.name, Object.keys(lookups))}`)]
    const wanted = Object.keys(lookup.arguments)
    return [
      ...wanted.map((one) =>
        Object.hasOwn(step.with, one) ? undefined : fault(id, ['with'], `The look-up ${step.name} needs ${one}, too.`),
      ),
      ...Object.keys(step.with).map((one) =>
        wanted.includes(one) ? undefined : fault(id, ['with', one], `The look-up ${step.name} takes no ${one}.`),
      ),
    ]
  })

export const checkOthers = ({ flows, known: { hours, articles } }: Checked): Fault[] =>
  eachStep(flows, (step, id, { flow, fault }) => {
    if (step.do === 'article')
      return [
        articles && !articles.includes(step.article)
          ? fault(id, ['article'], `There is no article ${step.article}.${meant(step.article, articles)}`)
          : undefined,
      ]
    if (step.do === 'language')
      return Object.entries(step.keys).map(([key, one]) =>
        Object.hasOwn(flow.languages, one) ? undefined : fault(id, ['keys', key], `The flow does not speak ${one}.`),
      )
    if (step.do !== 'branch') return []
    return step.when.flatMap((one, at) =>
      (['open', 'closed', 'holiday'] as const).map((what) => {
        const name = one[what]
        return name === undefined || !hours || hours.includes(name)
          ? undefined
          : fault(id, ['when', at, what], `There are no opening hours ${name} in hours.yaml.${meant(name, hours)}`)
      }),
    )
  })
