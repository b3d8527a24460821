import { IconAlertTriangle, IconCheck, IconPhoneX } from '@tabler/icons-react'
import { useState } from 'react'
import type { FlowStepView, FlowView } from '../../server/calls/flows/wire.ts'
import { checksOf, languageName, share, span, worstOf } from './flow-words.ts'
import { kindOf } from './kinds.ts'

const Says = ({ says }: { says: FlowStepView['says'] }) => {
  const languages = Object.keys(says)
  const [wanted, setWanted] = useState('')
  const language = languages.includes(wanted) ? wanted : (languages[0] ?? '')
  const lines = says[language] ?? []
  if (Object.values(says).every((one) => one.length === 0)) return null
  return (
    <>
      <h3>Says</h3>
      <div className="lang">
        {languages.map((one) => (
          <button
            key={one}
            type="button"
            className={one === language ? 'on' : ''}
            aria-pressed={one === language}
            onClick={() => setWanted(one)}
          >
            {languageName(one)}
          </button>
        ))}
      </div>
      <blockquote lang={language}>{lines.join(' ')}</blockquote>
    </>
  )
}

const Ways = ({ flow, step }: { flow: FlowView; step: FlowStepView }) => {
  const ways = flow.edges.filter(({ from }) => from === step.id)
  const most = Math.max(1, step.left, ...ways.map(({ took }) => took))
  if (ways.length === 0 && step.left === 0) return null
  return (
    <>
      <h3>
        Went on, of {step.reached} {step.reached === 1 ? 'call' : 'calls'}
      </h3>
      <ul className="ways">
        {ways.map(({ on, label, isKey, means, took }) => (
          <li key={on}>
            <span>
              {isKey ? <kbd>{label}</kbd> : label ? <em>{label}</em> : null} {means}
            </span>
            <b>{took}</b>
            {took > 0 ? <i style={{ width: `${(took / most) * 100}%` }} aria-hidden /> : null}
          </li>
        ))}
        {step.left > 0 ? (
          <li className="dr">
            <span>
              <IconPhoneX size={14} stroke={1.75} aria-hidden /> Hung up
            </span>
            <b>
              {step.left}, {share(step.left, step.reached)} %
            </b>
            <i style={{ width: `${(step.left / most) * 100}%` }} aria-hidden />
          </li>
        ) : null}
      </ul>
    </>
  )
}

/** What the step that is chosen says, and where its callers went. */
export const StepFacts = ({ flow, step }: { flow: FlowView; step: FlowStepView }) => {
  const stays = span(step.seconds)
  const at = flow.nodes.indexOf(step) + 1
  return (
    <>
      <p className="mut">
        {kindOf(step.kind).word}
        {step.about ? ` (${step.about})` : ''}, step {at} of {flow.nodes.length}, {flow.name}.flow.yaml line {step.line}
      </p>
      <Says key={step.id} says={step.says} />
      <Ways flow={flow} step={step} />
      {stays ? (
        <p className="mut stay">
          {step.kind === 'wait' ? 'Answered or gone on' : 'Next step'} after {stays} on average.
        </p>
      ) : null}
    </>
  )
}

export const Loss = ({ flow, choose }: { flow: FlowView; choose(id: string): void }) => {
  const worst = worstOf(flow.nodes)
  if (!worst) return null
  return (
    <div className="tip">
      <IconAlertTriangle size={15} stroke={1.75} aria-hidden />
      <div>
        <b>
          {worst.title} loses {share(worst.left, worst.reached)} %
        </b>
        <p>
          {worst.left} of {worst.reached} callers hang up here, more than anywhere else.
        </p>
        <button type="button" className="lk" onClick={() => choose(worst.id)}>
          Show the step
        </button>
      </div>
    </div>
  )
}

export const Checks = ({ flow }: { flow: Pick<FlowView, 'faults' | 'languages'> }) => (
  <>
    <h3>Checks</h3>
    <ul className="chk">
      {checksOf(flow).map(({ isFine, text }) => (
        <li key={text} className={isFine ? '' : 'warn'}>
          {isFine ? <IconCheck size={14} stroke={1.75} aria-label="Fine:" /> : <IconAlertTriangle size={14} stroke={1.75} aria-hidden />}
          {text}
        </li>
      ))}
    </ul>
  </>
)
