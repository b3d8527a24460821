import type { Fault } from '../../platform/yaml.ts'
import type { Step } from '../flow.ts'
import { type Checked, eachStep } from './flow-text.ts'

const soundOf = (step: Step): { at: string; name: string; round: number } | undefined => {
  const [at, url, round] =
    step.do === 'play'
      ? ['url', step.url, Number.POSITIVE_INFINITY]
      : step.do === 'wait'
        ? ['music', step.music ?? '', step.everySeconds]
        : ['', '', 0]
  return url.startsWith('sounds/') ? { at, name: url, round } : undefined
}

/** The sound files that lie beside the flows are there, and can be played. */
export const checkSounds = ({ flows, known: { sounds } }: Checked): Fault[] =>
  eachStep(flows, (step, id, { fault }) => {
    const named = soundOf(step)
    if (!named || !sounds) return []
    const { at, name, round } = named
    const file = Object.hasOwn(sounds, name) ? sounds[name] : undefined
    if (!file) return [fault(id, [at], `There is no file ${name} beside the flows.`)]
    if ('why' in file) return [fault(id, [at], `The file ${name} ${file.why}.`)]
    const seconds = Math.round(file.seconds)
    return [
      seconds > round
        ? fault(
            id,
            [at],
            `${name} lasts ${seconds} seconds and is played to its end, so the place is told less often than every ${round}.`,
            'warning',
          )
        : undefined,
    ]
  })
