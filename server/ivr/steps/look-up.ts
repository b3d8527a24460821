import { maskCards } from '../../platform/wire/mask-cards.ts'
import type { FlowAct, FlowEvent } from '../face.ts'
import type { StepOf } from '../flow.ts'
import { fits } from '../look-up.ts'
import { filled, namesSecret, note, type Outcome, type Run, titleHere } from '../run.ts'

const miss = (step: StepOf<'look-up'>, run: Run): Outcome => {
  run.state.misses[step.name] = (run.state.misses[step.name] ?? 0) + 1
  note(run, `${titleHere(run, step)}: nothing found`)
  return 'missing'
}

/** Who found nothing too often is not told more by trying on (SECURITY P5). */
export const lookUp = {
  enter: (step: StepOf<'look-up'>, run: Run): FlowAct | Outcome => {
    const lookup = run.lookups[step.name]
    if (!lookup) return 'otherwise'
    if ((run.state.misses[step.name] ?? 0) >= lookup.misses) {
      note(run, `${titleHere(run, step)}: asked too often`)
      return 'otherwise'
    }
    const given = Object.fromEntries(Object.entries(step.with).map(([name, value]) => [name, filled(run, value, true)]))
    if (!fits(lookup, given)) return miss(step, run)
    return {
      type: 'look-up',
      name: step.name,
      arguments: given,
      isSecret: Object.values(step.with).some((value) => namesSecret(run, value)),
    }
  },
  answer: (step: StepOf<'look-up'>, event: FlowEvent, run: Run): Outcome => {
    if (event.type !== 'looked-up' || event.outcome === 'failed') {
      note(run, `${titleHere(run, step)}: could not be asked`)
      return 'otherwise'
    }
    if (event.outcome === 'missing') return miss(step, run)
    const declared = Object.keys(run.lookups[step.name]?.values ?? {})
    for (const name of declared) run.state.variables[name] = maskCards(event.values[name] ?? '')
    note(run, `${titleHere(run, step)}: found`)
    return 'found'
  },
}
