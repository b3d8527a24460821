/** One thing the doctor has to say. A fault keeps a part of the desk from working, or all of it; a warning is a risk that somebody may have chosen. */
export interface Finding {
  level: 'ok' | 'warning' | 'fault'
  text: string
  /** A fault with which the desk refuses to start. With any other it starts, and that part does not work. */
  keepsFromStarting?: true
}

export const ok = (text: string): Finding => ({ level: 'ok', text })
export const warning = (text: string): Finding => ({ level: 'warning', text })
export const fault = (text: string): Finding => ({ level: 'fault', text })
export const blocker = (text: string): Finding => ({ ...fault(text), keepsFromStarting: true })
