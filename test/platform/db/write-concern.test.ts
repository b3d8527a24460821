import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../../server/platform/db/connect.ts'
import { type Doc, decode } from '../../../server/platform/db/embedded/bson.ts'
import { silent } from './silent.ts'
import { newFolder, newStore } from './with-store.ts'

const OP_MSG = 2013

/** The bodies of the commands in a stream of the wire protocol (OP_MSG, section 0), as they come. */
const readCommands = (heard: (command: Doc) => void) => {
  let rest = Buffer.alloc(0)
  return (chunk: Buffer): void => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const message = rest.subarray(0, rest.readInt32LE(0))
      rest = rest.subarray(message.length)
      if (message.readInt32LE(12) === OP_MSG && message[20] === 0) heard(decode(message.subarray(21, 21 + message.readInt32LE(21))))
    }
  }
}

/** A server elsewhere: reached over the network by MONGODB_URL, and what it is told can be read. */
const listenTo = async (socketPath: string, heard: (command: Doc) => void) => {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const behind = connect(socketPath)
    for (const socket of [client, behind]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        client.destroy()
        behind.destroy()
      })
    }
    client.on('data', readCommands(heard))
    client.pipe(behind).pipe(client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/patchbay`,
    close: async (): Promise<void> => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const commands: Doc[] = []
let elsewhere: Awaited<ReturnType<typeof listenTo>>
let database: Database
beforeAll(async () => {
  const store = await newStore({ dataDir: newFolder() })
  const socketPath = decodeURIComponent(store.uri.slice('mongodb://'.length).split('/patchbay?')[0] ?? '')
  elsewhere = await listenTo(socketPath, (command) => commands.push(command))
  database = await openDatabase({ mongodbUrl: elsewhere.url, dataDir: '', log: silent })
})
afterAll(async () => {
  await database?.close()
  await elsewhere?.close()
})

it('asks a server elsewhere to have each write on disk at most of its members before it answers', async () => {
  const rows = database.connection.collection<{ _id: number; n?: number }>('rows')
  await rows.insertOne({ _id: 1 })
  await rows.insertMany([{ _id: 2 }, { _id: 3 }], { ordered: false })
  await rows.bulkWrite([{ updateOne: { filter: { _id: 1 }, update: { $set: { n: 1 } } } }])
  await rows.findOneAndUpdate({ _id: 1 }, { $set: { n: 2 } })
  await rows.deleteOne({ _id: 3 })
  const writes = commands.filter((command) => ['insert', 'update', 'delete', 'findAndModify'].some((name) => name in command))
  expect(writes.map((command) => [Object.keys(command)[0], command.writeConcern])).toEqual(
    ['insert', 'insert', 'update', 'findAndModify', 'delete'].map((name) => [name, { w: 'majority', j: true }]),
  )
})
