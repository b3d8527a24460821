import { Popover } from '@mantine/core'
import { IconArrowGuide } from '@tabler/icons-react'
import type { Decision } from '../../server/routing/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { firstName, type Names } from '../words/names.ts'
import { stamp } from '../words/time.ts'

const NAMED = 4

/** Why the desk chose this person, and who was passed over with the reason. */
export const WhyLine = ({ decision, names }: { decision: Decision; names: Names }) => {
  const now = useNow()
  const chosen = decision.candidates.find(({ isChosen }) => isChosen)
  const others = decision.candidates.filter(({ isChosen }) => !isChosen)
  const who = decision.chosenId ? names.staff(decision.chosenId) : 'nobody'
  return (
    <div className="whyme">
      <p>
        <IconArrowGuide size={14} stroke={1.75} aria-hidden />
        <span>
          <b>Routed to {who === 'You' ? 'you' : who}</b>
          {chosen && chosen.reasons.length > 0 ? `: ${chosen.reasons.join(', ')}` : ''}
        </span>
        <time dateTime={decision.at}>{stamp(decision.at, now)}</time>
      </p>
      <p>
        <span>
          {others.length > 0 ? 'Passed over: ' : 'Nobody else was asked. '}
          {others
            .slice(0, NAMED)
            .map(({ name, reasons }) => `${firstName(name)}${reasons[0] ? ` (${reasons[0]})` : ''}`)
            .join(', ')}
          {others.length > NAMED ? ` and ${others.length - NAMED} more` : ''}{' '}
        </span>
        <Popover position="bottom-start" width={400}>
          <Popover.Target>
            <button type="button" className="lk">
              {who === 'You' ? 'Why me' : 'Why'}
            </button>
          </Popover.Target>
          <Popover.Dropdown>
            <table className="why-table">
              <caption>Considered, best first. It had waited {Math.round(decision.waitedMs / 1000)} s.</caption>
              <thead>
                <tr>
                  <th scope="col">Colleague</th>
                  <th scope="col">Why</th>
                </tr>
              </thead>
              <tbody>
                {decision.candidates.map((one) => (
                  <tr key={one.agentId} className={one.isChosen ? 'on' : ''}>
                    <th scope="row">{one.name}</th>
                    <td>{one.reasons.join(', ') || (one.isChosen ? 'chosen' : 'passed over')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Popover.Dropdown>
        </Popover>
      </p>
    </div>
  )
}
