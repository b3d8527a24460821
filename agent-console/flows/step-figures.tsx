import type { FlowStepView } from '../../server/calls/flows/wire.ts'
import { amount } from '../words/amount.ts'
import { leftWords, span } from './flow-words.ts'

/** How many came, how long they stayed, how many are here now. */
export const StepFigures = ({ step: { reached, seconds, now } }: { step: FlowStepView }) => (
  <span className="fn-m">
    <span className="fn-n">{amount(reached)}</span>
    <span>{span(seconds)}</span>
    {now > 0 ? (
      <span className="fn-l">
        <i aria-hidden />
        {amount(now)} <span className="sr">on this step now</span>
      </span>
    ) : null}
  </span>
)

/** Who hung up here. Only the step that loses most is red. */
export const StepLoss = ({ step, isWorst }: { step: FlowStepView; isWorst: boolean }) =>
  step.left > 0 ? (
    <span className={isWorst ? 'fn-d bad' : 'fn-d'}>
      <i style={{ width: `${Math.max(3, Math.round((step.left / step.reached) * 110))}px` }} aria-hidden />
      {leftWords(step)}
    </span>
  ) : null
