/** What decides who hears whom in one conference. */
export interface Listener {
  callSid: string
  isMuted: boolean
  isHeld: boolean
  isCoaching: boolean
  /** Whom a coach speaks to; others do not hear a coach. */
  coachOf: string | null
}

/** Whether `speaker` reaches `listener`. Whoever is on hold neither hears nor is heard; a coach hears all and is heard by one. */
export const hears = (listener: Listener, speaker: Listener): boolean =>
  listener.callSid !== speaker.callSid &&
  !listener.isHeld &&
  !speaker.isHeld &&
  !speaker.isMuted &&
  (!speaker.isCoaching || speaker.coachOf === listener.callSid)
