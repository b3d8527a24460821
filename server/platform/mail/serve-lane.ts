import { parentPort } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './worker-lane.ts'

/** What a worker shows its caller when a piece of work is at fault, in a few words; any other error shows as `unreadable`. */
export class MailFault extends Error {}

/** The worker's end of a lane. `ask` puts a question to the main thread; its error carries the code of what went wrong there. */
export const serveLane = <I, O>(work: (input: I, ask: (question: unknown) => Promise<unknown>) => Promise<O>): void => {
  const port = parentPort
  if (!port) throw new Error('this file runs in a worker')
  const asked = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let counter = 0
  const send = (message: FromWorker<O>) => port.postMessage(message)
  const ask = (question: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      asked.set(++counter, { resolve, reject })
      send({ ask: counter, question })
    })
  port.on('message', (message: ToWorker<I>) => {
    if ('answerTo' in message) {
      const one = asked.get(message.answerTo)
      asked.delete(message.answerTo)
      if (message.error === undefined) one?.resolve(message.value)
      else one?.reject(Object.assign(new Error(message.error), { code: message.error }))
      return
    }
    work(message.input, ask).then(
      (output) => send({ id: message.id, output }),
      (error: unknown) => send({ id: message.id, fault: error instanceof MailFault ? error.message : 'unreadable' }),
    )
  })
  send({ ready: true })
}
