export type MicrophoneFault = 'refused' | 'missing' | 'busy' | 'unsafe' | 'failed'

const faults: Record<string, MicrophoneFault> = {
  unsafe: 'unsafe',
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

export const faultOf = (error: unknown): MicrophoneFault => faults[(error as { name?: string } | null)?.name ?? ''] ?? 'failed'

/** What happened and what to do, for people. */
export const faultWords: Record<MicrophoneFault, string> = {
  refused: 'The browser does not let this page use the microphone. Allow it at the lock beside the address, then try again.',
  missing: 'No microphone was found. Plug one in, or choose another one.',
  busy: 'Another program holds the microphone. Close it there, then try again.',
  unsafe: 'Browsers give a microphone to safe pages only. Open the desk by https, or by localhost.',
  failed: 'The microphone did not start. Unplug it and plug it in again.',
}
