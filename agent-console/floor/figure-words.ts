/** `84%`; a dash where there is nothing to measure. */
export const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)}%`)

/** `0:42`, `3:05`, `1 h 12`. */
export const length = (seconds: number | null): string => {
  if (seconds === null) return '–'
  const whole = Math.round(seconds)
  if (whole >= 3600) {
    const minutes = String(Math.floor((whole % 3600) / 60)).padStart(2, '0')
    return `${Math.floor(whole / 3600)} h ${minutes}`
  }
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** What each figure means, as the field defines it; shown beside its name. */
export const meanings = {
  offered: 'Calls that joined the queue and were answered, or given up after more than the short time of the queue.',
  answered: 'Calls that a person answered.',
  serviceLevel:
    'Calls answered within the promise of the queue ÷ calls offered, with those who wait longer than it now. Voicemails, callbacks and callers who were turned away are neither, nor is anything written.',
  averageAnswerSeconds: 'ASA: the mean wait of answered calls, from joining the queue to the first word.',
  averageHandleSeconds: 'AHT: talking, holding and wrap-up together, per handled call.',
  abandonRate: 'Hung up while waiting ÷ offered. Who hangs up within the short time of the queue does not count.',
  longestWaitSeconds: 'The longest wait of any call today, those that wait still among them.',
  estimatesKept:
    'Callers answered within the minutes they were told last, counted from when they were told ÷ answered callers who were told any.',
  handled: 'Calls in and out that they had, also for a part only.',
  handledSeconds: 'Talking, holding and wrap-up together.',
  availableSeconds: 'Time with presence Available, on a call or not.',
  ratings:
    'The mean answer to a survey, with how many gave one and their share of the answered calls. A person is rated for the calls they had last.',
  occupancy: 'Handling ÷ (handling + being available for more). What overlaps counts once.',
} as const
