import type { StepRef } from '../../calls/index.ts'
import type { StepTokens } from './step-token.ts'

/** Where the doors are mounted. */
export const DOORS = '/webhooks/twilio'

/**
 * Asks Twilio to try five times, whatever went wrong, before it gives up on an address: without it, only a failed connection is tried once more, and
 * a restart of the desk would drop callers. Twilio keeps the fragment to itself.
 */
export const RETRY = '#rc=5&rp=all'

/** The addresses Twilio is told to call, each with what we need to know again when it does. */
export const createAddresses = ({ publicUrl, tokens }: { publicUrl(): string; tokens: StepTokens }) => {
  const door = (path: string, facts: Record<string, string> = {}): string => {
    const query = new URLSearchParams(facts).toString()
    return `${publicUrl()}${DOORS}/${path}${query && `?${query}`}${RETRY}`
  }
  return {
    voice: () => door('voice'),
    dial: () => door('dial'),
    sms: () => door('sms'),
    status: (facts: Record<string, string> = {}) => door('status', facts),
    step: (ref: StepRef) => door(`step/${tokens.sign(ref)}`),
    conference: (callId: string) => door('conference', { call: callId }),
    recording: (callId: string) => door('recording', { call: callId }),
    /** Fetched, not called: whatever goes wrong is told to us as the end of the message. */
    file: (token: string) => `${publicUrl()}${DOORS}/file?${new URLSearchParams({ file: token })}`,
    /** The request that is being answered, to be made again. `path` as it came, below the doors. */
    again: (path: string, facts: Record<string, string>) => door(path, facts),
  }
}

export type Addresses = ReturnType<typeof createAddresses>
