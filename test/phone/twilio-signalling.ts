import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { silence } from '../setup/silence.ts'

const fixture = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8')

/** Anything heard within 15 s is a sign of life (`HEARTBEAT_TIMEOUT` in `wstransport.ts`). */
const HEARTBEAT_MS = 5_000

/** A softphone that has dialled. */
export interface TwilioCall {
  callSid: string
  dialId: string
  /** What the softphone says it can send and hear. It never changes it, and its own addresses are not in it. */
  offer: string
  state: 'ringing' | 'live' | 'ended'
  answer(sdp: string): void
  /** With an error where the call came to nothing. */
  hangUp(error?: { code: number; message: string }): void
}

interface Said {
  type: string
  payload: { callsid?: string; sdp?: string; token?: string; reconnect?: string; twilio?: { params?: string } }
}

/**
 * Twilio's end of the voice SDK: signalling, reports and sounds, under Twilio's own names for a browser that is told to look for them here (`hosts`).
 * What is said, and when, is what `@twilio/voice-sdk` expects: `lib/twilio/pstream.ts` (messages out, and all that come in are events of their type),
 * `device.ts` (`connected`, `ready`, `error`, `close`), `call.ts` (`ringing`, `answer`, `hangup`, and an `invite` that takes a call up again),
 * `wstransport.ts` (heartbeats), `regions.ts` (names), `eventpublisher.ts` (reports). Keys do not come here: they go with the sound (RFC 4733).
 */
export const startTwilioSignalling = async ({
  accepts,
  onCall,
}: {
  /** Seconds that a token lives, or undefined for none of ours. */
  accepts(token: string): number | undefined
  onCall(call: TwilioCall): void
}) => {
  const calls: TwilioCall[] = []
  const listened: string[] = []
  let connections = 0
  let isAway = false
  const sockets = new WebSocketServer({ noServer: true })
  const answerHttp = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume()
    const asked = `${request.headers.host}${request.url}`
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'content-type, x-twilio-token')
    if (/^eventgw\.us1\.twilio\.com\/v4\/Endpoint(Events|Metrics)$/.test(asked)) response.end()
    else if (asked.startsWith('sdk.twilio.com/js/client/sounds/')) response.setHeader('content-type', 'audio/wav').end(silence(0.1))
    else response.writeHead(404).end()
  }
  const server = createServer({ key: fixture('hook.example.key'), cert: fixture('hook.example.crt') }, answerHttp)
  server.on('upgrade', (request, socket, head) => {
    if (isAway || !/^voice-js\.(roaming|ashburn)\.twilio\.com\/signal$/.test(`${request.headers.host}${request.url}`)) socket.destroy()
    else sockets.handleUpgrade(request, socket, head, follow)
  })

  const follow = (socket: WebSocket): void => {
    const say = (type: string, payload: object = {}): void => socket.send(JSON.stringify({ type, payload, version: '1.6' }))
    let isKnown = false
    connections++
    const listen = (token = ''): void => {
      listened.push(token)
      const ttl = accepts(token)
      if (ttl === undefined) {
        say('error', { error: { code: 20101, message: 'Access Token invalid' } })
        say('close')
        return
      }
      // A fresh token on an open connection gets no answer (twilio-voice.js issue 93).
      if (!isKnown) say('connected', { edge: 'ashburn', region: 'US_EAST_VIRGINIA', home: 'us1', token: { identity: 'agent', ttl } })
      isKnown = true
    }
    const invite = ({ callsid, sdp = '', reconnect, twilio }: Said['payload']): void => {
      const known = calls.find((one) => one.callSid === callsid)
      if (reconnect) {
        if (known?.state === 'live' && reconnect === `again-${callsid}`) say('answer', { callsid, reconnect })
        else say('hangup', { callsid, error: { code: 31404, message: 'Not found' } })
        return
      }
      const callSid = `CA${randomBytes(16).toString('hex')}`
      const call: TwilioCall = {
        callSid,
        dialId: new URLSearchParams(twilio?.params).get('dialId') ?? '',
        offer: sdp,
        state: 'ringing',
        answer: (answer) => {
          if (call.state !== 'ringing') return
          call.state = 'live'
          say('answer', { callsid: callSid, sdp: answer, reconnect: `again-${callSid}` })
        },
        hangUp: (error) => {
          if (call.state === 'ended') return
          call.state = 'ended'
          say('hangup', { callsid: callSid, ...(error ? { error } : {}) })
        },
      }
      calls.push(call)
      say('ringing', { callsid: callSid })
      onCall(call)
    }
    socket.on('message', (data) => {
      const text = data.toString()
      if (text === '\n') return
      const { type, payload } = JSON.parse(text) as Said
      if (type === 'listen') listen(payload.token)
      else if (!isKnown) say('error', { error: { code: 31204, message: 'Invalid JWT token' } })
      else if (type === 'register') say('ready')
      else if (type === 'invite') invite(payload)
      else if (type === 'hangup') {
        const call = calls.find((one) => one.callSid === payload.callsid)
        if (call) call.state = 'ended'
      }
    })
    const heart = setInterval(() => socket.send('\n'), HEARTBEAT_MS)
    socket.on('close', () => clearInterval(heart))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    /** Where Twilio's names lead to. */
    hosts: { '*.twilio.com': `127.0.0.1:${(server.address() as AddressInfo).port}` },
    /** All there were, in order. */
    calls: (): readonly TwilioCall[] => calls,
    /** The tokens of all who came to listen, in order. */
    listened: (): readonly string[] => listened,
    /** How many there were. */
    connections: (): number => connections,
    /** A heartbeat to everybody, until all have answered. */
    beat: async (): Promise<void> => {
      const answers = [...sockets.clients].map((socket) => once(socket, 'message'))
      for (const socket of sockets.clients) socket.send('\n')
      await Promise.all(answers)
    },
    /** Breaks every connection, and lets nobody in until it is back. */
    away: (): void => {
      isAway = true
      for (const socket of sockets.clients) socket.terminate()
    },
    back: (): void => {
      isAway = false
    },
    close: async (): Promise<void> => {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type TwilioSignalling = Awaited<ReturnType<typeof startTwilioSignalling>>
