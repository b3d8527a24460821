import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { FlowCheck } from '../../server/calls/flows/wire.ts'
import { counted } from '../words/case-words.ts'

/** Calls of the scenarios that would go another way than with what runs. */
export const ScenarioChanges = ({ check: { graph, scenarios } }: { check: FlowCheck }) => {
  const { played, changed } = scenarios
  if (graph === null) return <p className="mut">The scenarios are played once nothing is in the way.</p>
  return (
    <ul className="chk" aria-label="Scenarios">
      {changed.length === 0 ? (
        <li>
          <IconCheck size={14} stroke={1.75} aria-label="Fine:" />
          {played === 0 ? 'There are no scenarios to play' : `${counted(played, 'scenario')} played: every call goes as before`}
        </li>
      ) : null}
      {changed.map(({ name, title, was, is }) => (
        <li key={name} className={is ? 'warn' : ''}>
          {is ? <IconAlertTriangle size={14} stroke={1.75} aria-hidden /> : <IconCheck size={14} stroke={1.75} aria-label="Fine:" />}
          <span>
            <b>{title}</b>{' '}
            {is ? `goes another way (${is.file}, line ${is.line}). ${is.reason}` : `goes as it says again. Before: ${was?.reason ?? ''}`}
          </span>
        </li>
      ))}
    </ul>
  )
}
