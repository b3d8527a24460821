/** `14:36` where the customer is; empty when the zone is unknown. */
export const localTime = (timezone: string, nowMs: number): string => {
  if (timezone === '') return ''
  try {
    return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: timezone }).format(nowMs)
  } catch {
    // Not a zone that this browser knows.
    return ''
  }
}
