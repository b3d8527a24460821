const columns = Array.from({ length: 14 }, (_, at) => 34 + at * 52)
const rows = Array.from({ length: 12 }, (_, at) => 38 + at * 52)

/** From socket to socket: a cord hangs by the length that is left over. */
const cords = [
  { tone: 'phone', from: [86, 90], to: [346, 298], slack: 70 },
  { tone: 'email', from: [242, 38], to: [450, 194], slack: 70 },
  { tone: 'chat', from: [554, 90], to: [658, 298], slack: 70 },
  { tone: 'slack', from: [138, 350], to: [450, 454], slack: 70 },
  { tone: 'phone', from: [710, 142], to: [554, 506], slack: 70 },
  { tone: 'email', from: [242, 558], to: [346, 454], slack: 70 },
  { tone: 'chat', from: [86, 506], to: [190, 246], slack: 70 },
] as const

const hang = ([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number], slack: number): string => {
  const low = Math.max(y1, y2) + slack
  return `M${x1} ${y1}C${x1} ${low} ${x2} ${low} ${x2} ${y2}`
}

export const PatchPanel = () => (
  <svg className="panel" viewBox="0 0 780 800" preserveAspectRatio="xMidYMid slice" aria-hidden>
    <g className="sock">
      {rows.flatMap((y) =>
        columns.map((x) => (
          <g key={`${x} ${y}`}>
            <circle cx={x} cy={y} r="7" />
            <circle cx={x} cy={y} r="2.4" className="h" />
          </g>
        )),
      )}
    </g>
    {cords.map(({ tone, from, to, slack }) => (
      <g key={`${from}`}>
        <path className="sh" d={hang(from, to, slack)} />
        <path className={`k-${tone}`} d={hang(from, to, slack)} />
        {[from, to].map(([x, y]) => (
          <g key={`${x} ${y}`}>
            <circle cx={x} cy={y} r="11" className={`pl k-${tone}`} />
            <circle cx={x} cy={y} r="4" className={`pc k-${tone}`} />
          </g>
        ))}
      </g>
    ))}
  </svg>
)
