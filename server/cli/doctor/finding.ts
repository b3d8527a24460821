/** One thing the doctor has to say. A fault keeps the desk from working; a warning is a risk that somebody may have chosen. */
export interface Finding {
  level: 'ok' | 'warning' | 'fault'
  text: string
}

export const ok = (text: string): Finding => ({ level: 'ok', text })
export const warning = (text: string): Finding => ({ level: 'warning', text })
export const fault = (text: string): Finding => ({ level: 'fault', text })
