import { randomUUID } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import { applyRows, fromSnapshot, type LiveEvent, type LiveSnapshot, type LiveState, rowsOf } from '../../server/platform/wire/live.ts'
import {
  clientToken,
  type HelloAnswer,
  type LineCall,
  type LineCaption,
  type LineEdge,
  type LineRecording,
  type LineSignal,
  type LineText,
  phoneToken,
} from '../../server/sandbox/carrier/wire.ts'
import { waitFor } from '../wait-for.ts'
import { shownOf } from './mirror.ts'

export interface ScriptedPhone {
  lineId: string
  address: string
  /** Kept: opens the same phone again. */
  key: string
  say<T = object>(verb: string, body: object): Promise<T>
  /** Writes a text, with pictures beside it. */
  text(to: string, text: string, pictures?: readonly { type: string; bytes: Uint8Array<ArrayBuffer> }[]): Promise<void>
  /** The newest call. */
  call(): LineCall | undefined
  captions(): LineCaption[]
  edges(): LineEdge[]
  recordings(): LineRecording[]
  texts(): LineText[]
  signals: LineSignal[]
  /** Dials a number, or the softphone's application; resolves with the call's sid. */
  dial(to: string, params?: Record<string, string>, isWithheld?: boolean): Promise<string>
  answer(): Promise<void>
  decline(): Promise<void>
  press(digits: string): Promise<void>
  speak(text: string): Promise<void>
  hangUp(): Promise<void>
  /** Waits until something is said, played or happens whose words match, and gives it. */
  hears(words: string | RegExp): Promise<LineCaption>
  /** Waits until the newest call is so. */
  is(state: LineCall['state']): Promise<LineCall>
  /** Waits until a machine listens for keys or words. */
  asked(): Promise<void>
  /** Throws where what it was told of is not what a fresh fetch gives. Of a phone that is gone nothing is asked. */
  isAsFetched(): Promise<true>
  /** Loses its connection without a word. */
  vanish(): void
}

const ask = <T>(socket: Socket, verb: string, body: object): Promise<T> =>
  new Promise((resolve, reject) => {
    socket
      .timeout(10_000)
      .emit(verb, body, (late: Error | null, said: { ok: boolean; answer?: T; error?: { code: string; message: string } }) => {
        if (late) reject(late)
        else if (said.ok) resolve(said.answer as T)
        else reject(Object.assign(new Error(said.error?.message), { code: said.error?.code }))
      })
  })

/** A phone without a person or a browser: for tests, and for many calls at once. `as`: a number, or a softphone's access token. */
export const openScriptedPhone = async ({
  url,
  number,
  accessToken,
  key = randomUUID(),
}: {
  url: string
  number?: string
  accessToken?: string
  key?: string
}): Promise<ScriptedPhone> => {
  const token = accessToken === undefined ? phoneToken(number ?? '', key) : clientToken(accessToken, key)
  const socket = io(`${url}/carrier`, { path: '/live', transports: ['websocket'], forceNew: true, reconnection: false, auth: { token } })
  let state: LiveState = new Map()
  const signals: LineSignal[] = []
  const early: LiveEvent[] = []
  let isWatched = false
  const take = (event: LiveEvent): void => {
    for (const row of event.rows) if (row.kind === 'signal') signals.push(row.row as LineSignal)
    state = applyRows(
      state,
      event.rows.filter((row) => row.kind !== 'signal'),
    )
  }
  socket.on('rows', (event: LiveEvent) => void (isWatched ? take(event) : early.push(event)))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const { lineId, address } = await ask<HelloAnswer>(socket, 'hello', {})
  state = fromSnapshot(await ask<LiveSnapshot>(socket, 'watch', { topic: `line:${lineId}` }))
  isWatched = true
  early.forEach(take)

  const calls = (): LineCall[] => rowsOf<LineCall>(state, 'call')
  const call = (): LineCall | undefined => {
    const all = calls()
    return all.findLast((one) => one.state !== 'ended') ?? all.at(-1)
  }
  const sid = (): string => call()?.sid ?? ''
  const captions = (): LineCaption[] =>
    [...state.values()]
      .filter((row) => row.kind === 'caption' && row.row !== undefined)
      .sort((a, b) => Number(a.id) - Number(b.id))
      .map((row) => row.row as LineCaption)
  return {
    lineId,
    address,
    key,
    signals,
    say: (verb, body) => ask(socket, verb, body),
    text: async (to, text, pictures = []) => {
      const uploads: string[] = []
      for (const { type, bytes } of pictures) {
        const answer = await fetch(`${url}/sandbox/carrier/files`, { method: 'POST', headers: { 'content-type': type }, body: bytes })
        const said = (await answer.json()) as { upload: string; error?: { message: string } }
        if (!answer.ok) throw new Error(said.error?.message)
        uploads.push(said.upload)
      }
      await ask(socket, 'text', { to, text, uploads })
    },
    call,
    captions,
    edges: () => rowsOf<LineEdge>(state, 'edge'),
    recordings: () => rowsOf<LineRecording>(state, 'recording'),
    texts: () => rowsOf<LineText>(state, 'text'),
    dial: async (to, params = {}, isWithheld = false) => (await ask<{ sid: string }>(socket, 'dial', { to, params, isWithheld })).sid,
    answer: async () => void (await ask(socket, 'answer', { sid: sid() })),
    decline: async () => void (await ask(socket, 'decline', { sid: sid() })),
    press: async (digits) => void (await ask(socket, 'digits', { sid: sid(), digits })),
    speak: async (text) => void (await ask(socket, 'speech', { sid: sid(), text })),
    hangUp: async () => void (await ask(socket, 'hang-up', { sid: sid() })),
    hears: (words) =>
      waitFor(
        () => captions().find(({ text, what }) => (typeof words === 'string' ? text.includes(words) : words.test(text)) && what !== 'keys'),
        // A menu that waits for a desk to come back asks again only after a while.
        { timeoutMs: 60_000, what: `hearing ${words}` },
      ),
    is: (wanted) => waitFor(() => (call()?.state === wanted ? call() : undefined), { timeoutMs: 60_000, what: `a call that is ${wanted}` }),
    asked: async () => void (await waitFor(() => call()?.gather, { what: 'a machine that listens' })),
    isAsFetched: async () => {
      if (!socket.connected) return true
      const fresh = fromSnapshot(await ask<LiveSnapshot>(socket, 'watch', { topic: `line:${lineId}` }))
      const [shown, fetched] = [state, fresh].map((one) => JSON.stringify(shownOf(one)))
      if (shown !== fetched) throw new Error(`shown ${shown}, fetched ${fetched}`)
      return true
    },
    vanish: () => void socket.disconnect(),
  }
}
