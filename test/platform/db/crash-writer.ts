import { openDatabase } from '../../../server/platform/db/connect.ts'
import { silent } from './silent.ts'

// A process to be killed: writes as fast as it can and says on stdout what was acknowledged.
const [dataDir, round] = process.argv.slice(2) as [string, string]
const { connection } = await openDatabase({ dataDir, log: silent, minFreeBytes: 0 })
const rows = connection.collection<{ _id: string; n: number; tags?: string[]; at?: number }>('rows')
await rows.createIndexes([{ key: { n: 1 }, unique: true }, { key: { tags: 1 } }, { key: { at: -1 } }])

let next = Number(round) * 1_000_000
const writer = async (): Promise<never> => {
  for (;;) {
    const n = next++
    await rows.insertOne({ _id: `r${n}`, n, tags: [`t${n % 7}`, `u${n % 5}`], at: n })
    process.stdout.write(`inserted ${n}\n`)
    if (n % 3 === 0) {
      await rows.updateOne({ _id: `r${n}` }, { $set: { at: -n }, $pull: { tags: `t${n % 7}` } })
      process.stdout.write(`updated ${n}\n`)
    }
  }
}
process.stdout.write('ready\n')
await Promise.all(Array.from({ length: 32 }, writer))
