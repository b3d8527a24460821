import type { Fault } from '../../platform/yaml.ts'
import type { Choice, Step } from '../flow.ts'
import { type Checked, eachStep, type ReadFlow } from './flow-text.ts'

/** Nobody keeps more in mind while listening. */
const MANY_CHOICES = 5
const MOST_CHOICES = 9

const clashes = (choices: readonly Choice[], id: string, { flow, fault }: ReadFlow): (Fault | undefined)[] =>
  choices.flatMap((choice, at) => {
    const earlier = choices.slice(0, at)
    const spoken = Object.keys(flow.languages).flatMap((language) =>
      (choice.speech?.[language] ?? []).flatMap((words) =>
        earlier.some((one) => one.speech?.[language]?.some((other) => other.toLowerCase() === words.toLowerCase()))
          ? [fault(id, ['choices', at, 'speech', language], `“${words}” means two choices of the step ${id}.`)]
          : [],
      ),
    )
    const silent = choice.speech ? Object.keys(flow.languages).filter((one) => !choice.speech?.[one]) : []
    return [
      earlier.some(({ key }) => key === choice.key)
        ? fault(id, ['choices', at, 'key'], `Key ${choice.key} has two meanings in the step ${id}.`)
        : undefined,
      ...spoken,
      ...silent.map((one) => fault(id, ['choices', at, 'speech'], `This choice can be said, but not in ${one}.`, 'warning')),
    ]
  })

const checkStep = (step: Step, id: string, read: ReadFlow): (Fault | undefined)[] => {
  const { fault } = read
  switch (step.do) {
    case 'menu':
    case 'wait': {
      const count = step.choices.length
      const tooLong =
        count > MOST_CHOICES
          ? fault(id, ['choices'], `${count} choices are more than anybody can choose from; at most ${MOST_CHOICES}.`)
          : count > MANY_CHOICES
            ? fault(id, ['choices'], `${count} choices are hard to keep in mind; up to ${MANY_CHOICES} are not.`, 'warning')
            : undefined
      return [tooLong, ...clashes(step.choices, id, read)]
    }
    case 'consent':
      return [
        step.agree !== undefined && step.agree === step.refuse
          ? fault(id, ['refuse'], `Key ${step.refuse} has two meanings in the step ${id}.`)
          : undefined,
      ]
    case 'survey':
      return [step.from < step.to ? undefined : fault(id, ['to'], 'A rating goes from the smaller to the greater number.')]
    case 'gather': {
      const [from = 0, to = from] = String(step.digits ?? 0)
        .split('-')
        .map(Number)
      return [from > to || to > 32 ? fault(id, ['digits'], `“${step.digits}” is no range of digits; at most 32.`) : undefined]
    }
    case 'branch':
      return step.when.flatMap((one, at) => {
        const { next: _next, set: _set, label: _label, is, queue, waitingOver, waitOverMinutes, staffed, ...rest } = one
        const asksQueue = waitingOver !== undefined || waitOverMinutes !== undefined || staffed !== undefined
        return [
          !asksQueue && queue === undefined && Object.values(rest).every((value) => value === undefined)
            ? fault(id, ['when', at], 'This condition asks nothing, so it would always hold.')
            : undefined,
          asksQueue !== (queue !== undefined)
            ? fault(id, ['when', at], 'A queue goes with waitingOver, waitOverMinutes or staffed, and they with a queue.')
            : undefined,
          is !== undefined && one.variable === undefined ? fault(id, ['when', at, 'is'], '“is” goes with a variable.') : undefined,
        ]
      })
    default:
      return []
  }
}

/** Keys with two meanings, menus nobody keeps in mind, and conditions that ask nothing. */
export const checkKeys = ({ flows }: Checked): Fault[] => eachStep(flows, checkStep)
