import { describe, expect, it } from 'vitest'
import { tries } from '../../setup/tries.ts'
import { waitFor } from '../../wait-for.ts'
import { startWriter } from './start-writer.ts'
import { closeStore, newFolder, newStore } from './with-store.ts'

interface Row {
  _id: string
  n: number
  tags: string[]
  at: number
}

describe('a writer killed in the middle', () => {
  it('loses nothing that it was told is stored, and no index disagrees with its documents', async () => {
    const dataDir = newFolder()
    const inserted = new Set<number>()
    const updated = new Set<number>()
    for (let round = 0; round < tries(2, 5); round++) {
      const writer = startWriter(dataDir, round)
      await writer.ready
      const enough = writer.lines.length + 400 * (round + 1)
      await waitFor(() => writer.lines.length > enough, { timeoutMs: 60_000, what: 'enough writes' })
      await writer.kill()
      for (const line of writer.lines) {
        const [what, n] = line.split(' ')
        if (what === 'inserted') inserted.add(Number(n))
        if (what === 'updated') updated.add(Number(n))
      }

      const database = await newStore({ dataDir })
      const rows = database.connection.collection<Row>('rows')
      const found = new Map((await rows.find().toArray()).map((row) => [row.n, row]))
      expect([...inserted].filter((n) => !found.has(n))).toEqual([])
      expect([...updated].filter((n) => found.get(n)!.at !== -n)).toEqual([])
      const byNumber = await rows
        .find({ n: { $gte: 0 } })
        .sort({ n: 1 })
        .toArray()
      expect(byNumber.map(({ n }) => n)).toEqual([...found.keys()].sort((a, b) => a - b))
      const byTime = await rows
        .find({ at: { $gte: Number.NEGATIVE_INFINITY } })
        .sort({ at: -1 })
        .toArray()
      expect(byTime.length).toBe(found.size)
      for (const tag of ['t0', 't3', 'u4']) {
        expect(await rows.countDocuments({ tags: tag })).toBe([...found.values()].filter(({ tags }) => tags.includes(tag)).length)
      }
      await closeStore(database)
    }
    expect(inserted.size).toBeGreaterThan(tries(300, 1000))
  }, 300_000)
})
