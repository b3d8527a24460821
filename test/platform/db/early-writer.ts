import { openDatabase } from '../../../server/platform/db/connect.ts'
import { silent } from './silent.ts'

// A process to be killed: of every three writes it waits only for the third to be on disk, and says on stdout when it is.
const [dataDir, round] = process.argv.slice(2) as [string, string]
const { connection } = await openDatabase({ dataDir, log: silent, minFreeBytes: 0 })
const rows = connection.collection<{ _id: string }>('rows')
const EARLY = { writeConcern: { w: 1, j: false } } as const

let next = Number(round) * 1_000_000
const writer = async (): Promise<never> => {
  for (;;) {
    const n = next++
    await rows.insertOne({ _id: `early ${n} a` }, EARLY)
    await rows.insertOne({ _id: `early ${n} b` }, EARLY)
    await rows.insertOne({ _id: `kept ${n}` })
    process.stdout.write(`kept ${n}\n`)
  }
}
process.stdout.write('ready\n')
await Promise.all(Array.from({ length: 8 }, writer))
