import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerErrors } from '../../server/platform/routes.ts'
import type { Line } from '../setup/memory-line.ts'
import { silence } from '../setup/silence.ts'
import { by, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const menu = (music: string): string => `
title: Main menu
languages: { en: en-GB }
steps:
  hello: { do: play, url: sounds/hello.wav, next: other }
  other: { do: play, url: https://cdn.example/other.mp3, next: wait }
  wait: { do: wait, queue: Returns, music: ${music}, everySeconds: 90, otherwise: bye }
  bye: { do: hang-up }
`
const LONG = 180

describe('sounds beside the menus', () => {
  let desk: PhoneDesk
  let base: string
  const server = createServer()
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    desk = await openPhoneDesk({
      publicUrl: base,
      flowFiles: {
        'main.flow.yaml': menu('sounds/long.wav'),
        'short.flow.yaml': menu('sounds/hello.wav'),
        'foreign.flow.yaml': menu('https://cdn.example/waiting.mp3'),
        'sounds/hello.wav': silence(40),
        'sounds/long.wav': silence(LONG),
        'sounds/text.wav': 'This is no sound at all, so nobody is to fetch it from here.',
      },
    })
    server.on('request', express().use(desk.calls.router, answerErrors(desk.platform.log)))
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await desk.close()
  })

  const played = ({ documents }: Line) =>
    (documents.at(-1) ?? [])
      .flatMap((verb) => (verb.do === 'gather' ? verb.utterances : [verb]))
      .flatMap((verb) => (verb.do === 'play' ? [{ url: verb.url, times: verb.times }] : []))

  it('are named by addresses that a carrier can fetch, and music is played so long as the round is, in whole files', async () => {
    expect(desk.calls.flows.faults().filter(({ level }) => level === 'error')).toEqual([])
    const caller = await desk.ring()
    expect(played(caller)).toEqual([
      { url: `${base}/sounds/menu/hello.wav`, times: 1 },
      { url: 'https://cdn.example/other.mp3', times: 1 },
      { url: `${base}/sounds/menu/long.wav`, times: 1 },
    ])
    const answer = await fetch(played(caller)[0]?.url ?? '')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'audio/wav'])
    expect(Buffer.from(await answer.arrayBuffer()).equals(silence(40))).toBe(true)
  })

  it.each([
    ['short', 'a file of 40 seconds', 3],
    ['foreign', 'a file of unknown length', 1],
  ])('fills a round of 90 seconds by the menu %s: %s', async (flow, _what, times) => {
    const numberId = desk.calls.numbers.byNumber(OUR_NUMBER)?.id ?? ''
    await desk.calls.numbers.edit(by, { numberId, flow, commandId: `to-${flow}` })
    expect(played(await desk.ring()).at(-1)?.times).toBe(times)
  })

  it.each(['text.wav', 'none.wav', '..%2fmain.flow.yaml', '..%2f..%2fpackage.json', '%00', 'constructor'])(
    'are all that is given out: not %s',
    async (name) => {
      expect((await fetch(`${base}/sounds/menu/${name}`)).status).toBeGreaterThanOrEqual(400)
    },
  )
})
