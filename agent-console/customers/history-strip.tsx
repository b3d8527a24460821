import type { CaseRow } from '../../server/cases/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { channelColour, channelSign } from '../signs/channels.ts'
import { amount } from '../words/amount.ts'
import { counted } from '../words/case-words.ts'
import { stripOf } from './strip.ts'

const LANE = 14

/** Half a year at a glance. The lists below say the same in words. */
export const HistoryStrip = ({ cases }: { cases: readonly CaseRow[] }) => {
  const now = useNow(60_000)
  const { channels, marks, months, count } = stripOf(cases, now)
  if (count < 2) return null
  const height = channels.length * LANE + 24
  const y = (channel: string): number => 9 + channels.indexOf(channel) * LANE
  return (
    <section>
      <h3>
        History
        <span className="sp" />
        <span className="mut">{amount(count)} in 6 months</span>
      </h3>
      <svg className="strip" viewBox={`0 0 268 ${height}`} width="100%" role="img" aria-label={`${counted(count, 'case')} in six months`}>
        {channels.map((channel) => {
          const { icon: Icon } = channelSign(channel)
          return (
            <g key={channel} color={channelColour(channel)}>
              <Icon x="0" y={y(channel) - 6} size={12} stroke={1.75} />
              <line x1="20" x2="266" y1={y(channel)} y2={y(channel)} className="sl" />
            </g>
          )
        })}
        {marks.map(({ key, channel, x, width }) =>
          width < 6 ? (
            <circle key={key} cx={x} cy={y(channel)} r="3.2" fill={channelColour(channel)} />
          ) : (
            <rect key={key} x={x - 2.5} y={y(channel) - 2.5} width={width + 5} height="5" rx="2.5" fill={channelColour(channel)} />
          ),
        )}
        {months.map(({ label, x }) => (
          <text key={label} x={x} y={height - 3}>
            {label}
          </text>
        ))}
      </svg>
    </section>
  )
}
