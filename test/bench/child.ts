import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from '../setup/plan.ts'

/** What a process of the bench does within itself, past HTTP. */
export interface Work {
  /** `intake`: through the hub; `plain`: one insert each. */
  run: 'intake' | 'plain'
  /** Makes ids of this work its own. */
  tag: string
  count: number
  /** How many at once. */
  width: number
  /** Messages of one customer, all but the first in the thread of the first; a hundred customers write by turns. */
  perCustomer: number
}
export interface WorkDone {
  /** Until all was durable and filed. */
  ms: number
  /** Until all was durable. */
  takenMs: number
}

/** Whose signature the desk believes at its carrier's doors. */
export interface CarrierKeys {
  accountSid: string
  authToken: string
}

export interface Child {
  url: string
  carrier: CarrierKeys
  pid: number
  run(work: Work): Promise<WorkDone>
  stop(): Promise<void>
}

type Said = { ready?: string; carrier?: CarrierKeys; nth?: number; done?: WorkDone; error?: string }

/** Starts `desk-process.ts` or `bare-process.ts` on a folder and any free port. */
export const startChild = async (which: 'desk' | 'bare', dataDir: string): Promise<Child> => {
  const child = fork(join(root, 'server/cli/run.mjs'), [join(root, `test/bench/${which}-process.ts`)], {
    cwd: dataDir,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir },
    // Run with --cpu-prof, the bench shows where its children's time goes.
    execArgv: process.execArgv.filter((one) => one.startsWith('--cpu-prof')),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { resolve(done: WorkDone): void; reject(error: Error): void }>()
  let count = 0
  const gone = once(child, 'exit')
  const { url, carrier } = await new Promise<Pick<Child, 'url' | 'carrier'>>((resolve, reject) => {
    void gone.then(([code]) => {
      reject(new Error(`the ${which} process ended with ${code}`))
      for (const one of waiting.values()) one.reject(new Error(`the ${which} process ended with ${code}`))
    })
    child.on('message', (said: Said) => {
      if (said.ready) resolve({ url: said.ready, carrier: said.carrier ?? { accountSid: '', authToken: '' } })
      const waits = waiting.get(said.nth ?? -1)
      if (said.done) waits?.resolve(said.done)
      else if (said.error) waits?.reject(new Error(said.error))
    })
  })
  return {
    url,
    carrier,
    pid: child.pid ?? 0,
    run: (work) =>
      new Promise((resolve, reject) => {
        count += 1
        waiting.set(count, { resolve, reject })
        child.send({ ...work, nth: count })
      }),
    stop: async () => {
      child.kill('SIGTERM')
      await gone
    },
  }
}
