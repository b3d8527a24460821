import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { redactKeys, scrub } from './redact.ts'

/** What rooms may do with the log: say one line, with an object of plain facts before it. Never a message body, never an address. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'> & { child(facts: object): Log }

export interface LogOptions {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Values that must not show, wherever in a line they turn up. Shorter ones than 6 characters are left alone. */
  secrets: readonly string[]
  /** Where the lines go; the standard output unless told. */
  to?: { write(line: string): void }
}

/**
 * The one log of the process (SECURITY R3): JSON lines in which secrets are hidden twice, by the name of the field and by their value,
 * addresses lose credentials, query and fragment, and card numbers lose their digits.
 */
export const createLog = ({ level, secrets, to = process.stdout }: LogOptions): Log => {
  const clean = scrub(secrets)
  const stream: DestinationStream = { write: (line) => void to.write(clean(line)) }
  return pino(
    {
      level,
      base: {},
      timestamp: stdTimeFunctions.isoTime,
      formatters: { log: redactKeys, bindings: redactKeys },
      serializers: { err: (error: unknown) => error },
    },
    stream,
  ) as Log
}
