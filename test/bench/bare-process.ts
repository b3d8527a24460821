import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import express from 'express'
import { Server } from 'socket.io'
import { root } from '../setup/plan.ts'

// The ceiling: Express and the same store with nothing between them but one insert, and a socket that is told of it.
const path = join(root, 'dist/server/platform/db/connect.js')
const { openDatabase } = (await import(pathToFileURL(path).href)) as typeof import('../../server/platform/db/connect.ts')
const quiet = { info: () => {}, warn: () => {}, error: () => {} }
const { connection } = await openDatabase({ dataDir: process.env.DATA_DIR ?? '', log: quiet })
const inserts = connection.collection('inserts')

const app = express()
app.use(express.json({ limit: '1mb' }))
const server = app.listen(0, '127.0.0.1', () => process.send?.({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))
const io = new Server(server, { path: '/live', transports: ['websocket'] })
app.get('/healthz', (_request, response) => void response.json({ parts: { unfiled: 0 } }))
app.post('/api/v1/inbound', async (request, response) => {
  await inserts.insertOne({ _id: request.body.externalId, ...request.body, at: new Date() })
  io.of('/staff').emit('rows', request.body)
  response.status(202).json({ messageId: request.body.externalId, duplicate: false })
})
const DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello</Say></Response>'
app.post('/webhooks/twilio/voice', express.urlencoded({ extended: false }), (_request, response) => {
  response.type('text/xml').send(DOCUMENT)
})
io.of('/staff').on('connection', () => {})
io.of('/visitor').on('connection', (socket) => {
  socket.on('send', async (body: { clientId: string; text: string }, ack: (answer: unknown) => void) => {
    await inserts.insertOne({ _id: body.clientId as never, ...body, at: new Date() })
    io.of('/staff').emit('rows', body)
    ack({ ok: true })
  })
})
process.once('disconnect', () => process.exit(1))
process.once('SIGTERM', () => process.exit(0))
