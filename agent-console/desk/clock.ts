/** How far the desk's clock is ahead of this computer's, in milliseconds. Answers tell it by the second, so small differences count as none. */
let skewMs = 0

export const learnClock = (dateHeader: string | null, hereMs: number = Date.now()): void => {
  const deskMs = dateHeader ? Date.parse(dateHeader) : Number.NaN
  if (Number.isNaN(deskMs)) return
  const seen = deskMs - hereMs
  skewMs = Math.abs(seen) > 2500 ? seen : 0
}

/** Now, by the desk's clock: for countdowns to instants it has set. */
export const deskNow = (): number => Date.now() + skewMs
