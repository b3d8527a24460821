import { afterEach, describe, expect, it } from 'vitest'
import { openWritableCatalog } from '../../../server/platform/db/embedded/catalog.ts'
import { openCommit } from '../../../server/platform/db/embedded/commit.ts'
import { StoreError } from '../../../server/platform/db/embedded/errors.ts'
import { prefixOf } from '../../../server/platform/db/embedded/keys.ts'
import { takeOwnership } from '../../../server/platform/db/embedded/owner.ts'
import { openReader, openStorage, type Storage } from '../../../server/platform/db/embedded/storage.ts'
import { tries } from '../../setup/tries.ts'
import { waitFor } from '../../wait-for.ts'
import { startWriter } from './start-writer.ts'
import { closeStore, newFolder, newStore } from './with-store.ts'

const keyOf = (name: string): Buffer => Buffer.concat([prefixOf(20), Buffer.from(name)])
const EARLY = { writeConcern: { w: 1, j: false } } as const

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

/** The store's commits on a real folder whose syncs can be made to fail, and what another reader finds on disk. */
const newCommit = () => {
  const folder = newFolder()
  const storage = openStorage(folder)
  const owner = takeOwnership(storage, folder)
  const disk = { isFull: false, syncs: 0 }
  const observed: Storage = {
    ...storage,
    begin: () => {
      const transaction = storage.begin()
      return {
        ...transaction,
        commit: () => {
          if (disk.isFull) {
            transaction.abort()
            throw new Error('ENOSPC: no space left')
          }
          transaction.commit()
          disk.syncs += 1
        },
      }
    },
  }
  const commit = openCommit(observed, openWritableCatalog(observed), owner)
  const reader = openReader(folder)
  opened.push(async () => {
    commit.stop()
    await reader.close()
    await storage.close()
  })
  const put = (name: string) => () => {
    storage.put(keyOf(name), Buffer.from(name))
    return name
  }
  const isCarriedOut = (name: string): boolean => storage.has(keyOf(name))
  const isOnDisk = (name: string): boolean => {
    reader.refresh()
    return reader.has(keyOf(name))
  }
  return { commit, disk, put, isCarriedOut, isOnDisk }
}

/** What became of a promise, without waiting for it longer than for what is under way. */
const outcomeOf = <T>(promise: Promise<T>) =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )

describe('a write that asks for no sync of its own', () => {
  it('is answered and seen at once, and taken to disk by the next write before that is answered', async () => {
    const { commit, disk, put, isCarriedOut, isOnDisk } = newCommit()
    expect(await commit.run(put('a'), true)).toBe('a')
    expect(await commit.run(put('b'), true)).toBe('b')
    expect([isCarriedOut('a'), isCarriedOut('b'), isOnDisk('a'), isOnDisk('b'), disk.syncs]).toEqual([true, true, false, false, 0])
    await commit.run(put('c'))
    expect([isOnDisk('a'), isOnDisk('b'), isOnDisk('c'), disk.syncs]).toEqual([true, true, true, 1])
  })

  it('comes to disk by itself when no other write does', async () => {
    const { commit, put, isOnDisk } = newCommit()
    await commit.run(put('a'), true)
    await waitFor(() => isOnDisk('a'), { timeoutMs: 10_000, what: 'the early write on disk' })
  })

  it('is on disk when the store was closed', async () => {
    const { commit, put, isOnDisk } = newCommit()
    await commit.run(put('a'), true)
    commit.stop()
    expect(isOnDisk('a')).toBe(true)
  })

  it('is refused like any other', async () => {
    const { commit, put, isCarriedOut } = newCommit()
    const refusal = () => {
      throw new StoreError(11000, 'DuplicateKey', 'taken')
    }
    await expect(commit.run(refusal, true)).rejects.toThrow('taken')
    await commit.run(put('a'), true)
    await expect(commit.run(refusal)).rejects.toThrow('taken')
    expect(isCarriedOut('a')).toBe(true)
  })

  it('outlives a job that fails half-way in the same transaction', async () => {
    const { commit, put, isCarriedOut, isOnDisk } = newCommit()
    await commit.run(put('a'), true)
    const broken = (name: string) => () => {
      put(name)()
      throw new Error('a fault')
    }
    const both = [outcomeOf(commit.run(put('b'))), outcomeOf(commit.run(broken('half'))), outcomeOf(commit.run(put('c')))]
    expect(await Promise.all(both)).toEqual([{ value: 'b' }, { error: new Error('a fault') }, { value: 'c' }])
    expect(['a', 'b', 'c', 'half'].map(isOnDisk)).toEqual([true, true, true, false])
    await commit.run(put('d'), true)
    await expect(commit.run(broken('half'), true)).rejects.toThrow('a fault')
    expect([isCarriedOut('d'), isCarriedOut('half')]).toEqual([true, false])
  })

  it('stays carried out while the disk is full, and nothing more is answered early until that is over', async () => {
    const { commit, disk, put, isCarriedOut, isOnDisk } = newCommit()
    await commit.run(put('a'), true)
    disk.isFull = true
    await expect(commit.run(put('b'))).rejects.toMatchObject({ codeName: 'OutOfDiskSpace' })
    expect([isCarriedOut('a'), isOnDisk('a'), isCarriedOut('b')]).toEqual([true, false, false])
    await expect(commit.run(put('c'), true)).rejects.toMatchObject({ codeName: 'OutOfDiskSpace' })
    disk.isFull = false
    await commit.run(put('d'))
    expect(['a', 'b', 'c', 'd'].map(isOnDisk)).toEqual([true, false, false, true])
    disk.syncs = 0
    await commit.run(put('e'), true)
    expect([isCarriedOut('e'), disk.syncs]).toEqual([true, 0])
  })
})

describe('a write like any other', () => {
  it('is answered after its sync, also when it changed nothing or was refused, and shares it with what waited', async () => {
    const { commit, disk, put } = newCommit()
    const asked = [
      commit.run(put('a')),
      commit.run(() => 'nothing'),
      commit.run(() => {
        throw new StoreError(11000, 'DuplicateKey', 'taken')
      }),
    ]
    const syncs = await Promise.all(asked.map((one) => outcomeOf(one).then(() => disk.syncs)))
    expect(syncs).toEqual([1, 1, 1])
  })
})

describe('early writes over the wire', () => {
  it('are seen by a find, and by what the reading thread does', async () => {
    const { connection } = await newStore()
    const rows = connection.collection<{ _id: number; n: number }>('rows')
    await rows.insertMany([{ _id: 1, n: 1 }], EARLY)
    await rows.bulkWrite([{ replaceOne: { filter: { _id: 2 }, replacement: { n: 2 }, upsert: true } }], EARLY)
    await rows.findOneAndUpdate({ _id: 1 }, { $inc: { n: 10 } }, EARLY)
    await rows.insertOne({ _id: 3, n: 3 }, EARLY)
    await rows.deleteOne({ _id: 3 }, EARLY)
    expect(await rows.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 11 },
      { _id: 2, n: 2 },
    ])
    expect(await rows.aggregate([{ $group: { _id: null, sum: { $sum: '$n' } } }]).toArray()).toEqual([{ _id: null, sum: 13 }])
    await expect(rows.insertOne({ _id: 1, n: 0 }, EARLY)).rejects.toMatchObject({ code: 11000 })
  })

  it('lie on disk with every write that came after them, wherever the process is killed', async () => {
    const dataDir = newFolder()
    for (let round = 0; round < tries(1, 4); round++) {
      const writer = startWriter(dataDir, round, 'early-writer.ts')
      await writer.ready
      const enough = writer.lines.length + 300
      await waitFor(() => writer.lines.length > enough, { timeoutMs: 20_000, what: 'enough writes' })
      await writer.kill()
      const database = await newStore({ dataDir })
      const { connection } = database
      const found = new Set((await connection.collection<{ _id: string }>('rows').find().toArray()).map(({ _id }) => _id))
      const answered = writer.lines.filter((line) => line.startsWith('kept ')).map((line) => line.slice('kept '.length))
      expect(answered.length).toBeGreaterThan(100)
      expect(answered.filter((n) => !found.has(`kept ${n}`))).toEqual([])
      const kept = [...found].filter((id) => id.startsWith('kept ')).map((id) => id.slice('kept '.length))
      expect(kept.filter((n) => !found.has(`early ${n} a`) || !found.has(`early ${n} b`))).toEqual([])
      const later = [...found].filter((id) => id.endsWith(' b')).map((id) => id.slice('early '.length, -2))
      expect(later.filter((n) => !found.has(`early ${n} a`))).toEqual([])
      await closeStore(database)
    }
  })
})
