/** What a phone does while a document runs. */
export type Input = { keys: string } | { speech: string }

/** Brings keys and words to whatever listens on a call now; what nobody listens for is lost, as on a real line. */
export interface Inputs {
  listen(callSid: string, hear: (input: Input) => void): () => void
  /** False: nobody listened. */
  give(callSid: string, input: Input): boolean
  isListening(callSid: string): boolean
}

export const createInputs = (): Inputs => {
  const listening = new Map<string, (input: Input) => void>()
  return {
    listen: (callSid, hear) => {
      listening.set(callSid, hear)
      return () => {
        if (listening.get(callSid) === hear) listening.delete(callSid)
      }
    },
    give: (callSid, input) => {
      const hear = listening.get(callSid)
      hear?.(input)
      return hear !== undefined
    },
    isListening: (callSid) => listening.has(callSid),
  }
}
