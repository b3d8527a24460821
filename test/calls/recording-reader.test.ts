import type { ReadStream } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CallChange } from '../../server/calls/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const BYTES = 48 * 1024 * 1024
let desk: PhoneDesk
let server: Server
/** Of each answer, what is read from the disk for it. */
const reading: ReadStream[] = []

beforeAll(async () => {
  desk = await openPhoneDesk()
  const { files } = desk.platform
  await files.put('a-long-talk', Buffer.alloc(BYTES, 7), { maxBytes: BYTES })
  const open = files.open.bind(files)
  Object.assign(files, {
    open: async (...asked: Parameters<typeof open>) => {
      const stream = await open(...asked)
      reading.push(stream as ReadStream)
      return stream
    },
  })
  const told: CallChange[] = [
    {
      type: 'call.arrived',
      carrier: 'memory',
      carrierId: 'long',
      ourNumber: OUR_NUMBER,
      interactionId: 'i_long',
      confidence: 'unknown',
      terms: { flow: '', isRecorded: true },
    },
    { type: 'call.queued', ask: 1, queueId: desk.returnsId, skills: {}, priority: 'normal' },
    { type: 'call.recording-begun', recordingId: 'RE-long', legId: 'l1' },
    { type: 'call.left', outcome: 'answered', isOver: true, wrapUpEndsAt: null },
    { type: 'call.recording-kept', recordingId: 'RE-long', fileId: 'a-long-talk', mime: 'audio/wav', bytes: BYTES },
  ]
  for (const [nth, change] of told.entries())
    await desk.calls.past.tell('call_long', nth, { at: new Date(desk.platform.clock.now()), by: by.id, change }, nth === told.length - 1)
  server = createServer(express().use(desk.calls.router))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server?.closeAllConnections()
  server?.close()
  await desk?.close()
})

const play = async (range: string): Promise<IncomingMessage> => {
  const { url } = await desk.calls.recordingLink(by, { callId: 'call_long', commandId: commandId() })
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: url, headers: { range } }, resolve).on('error', reject).end()
  })
}

it('a recording is read no faster and no further than somebody listens', async () => {
  const answer = await play('bytes=0-')
  expect([answer.statusCode, Number(answer.headers['content-length'])]).toEqual([206, BYTES])
  // They hear the beginning, and look for another place.
  await new Promise((resolve) => answer.once('data', resolve))
  answer.pause()
  answer.destroy()
  const [stream] = reading
  await waitFor(() => stream?.destroyed, { what: 'the end of reading' })
  expect(stream?.bytesRead).toBeLessThan(BYTES)
})

it('it is whole for who listens to the end', async () => {
  const answer = await play('bytes=16-')
  let heard = 0
  for await (const chunk of answer) heard += (chunk as Buffer).length
  expect(heard).toBe(BYTES - 16)
})
