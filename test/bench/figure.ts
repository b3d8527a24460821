/** One measured figure. */
export interface Figure {
  name: string
  value: number
  unit: string
  /** What DESIGN section 12 allows. */
  budget?: { is: 'most' | 'least'; value: number }
  /** What the machine could do at best in the same run, and value ÷ ceiling. */
  ceiling?: { what: string; value: number }
  /** What one has to know to read it. */
  note?: string
}

export interface BenchOptions {
  /** Seconds instead of minutes: for a first look. */
  isQuick: boolean
  say(line: string): void
}

export const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export const isWithin = ({ value, budget }: Figure): boolean | undefined =>
  budget && (budget.is === 'most' ? value <= budget.value : value >= budget.value)

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

/** A figure as lines for people. */
export const tell = (figure: Figure): string => {
  const { name, value, unit, budget, ceiling, note } = figure
  const parts = [`${short(value)} ${unit}`]
  if (budget) parts.push(`${isWithin(figure) ? 'within' : 'MISSES'} ${budget.is === 'most' ? '≤' : '≥'} ${short(budget.value)}`)
  if (ceiling) parts.push(`ceiling ${short(ceiling.value)} (${ceiling.what}), ratio ${short(value / ceiling.value)}`)
  else parts.push('no ceiling measured')
  return `${name}\n    ${parts.join(' · ')}${note ? `\n    ${note}` : ''}`
}
