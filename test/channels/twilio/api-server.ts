import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { faultsOf } from './rest-contract.ts'

export interface Asked {
  method: string
  /** Below `/2010-04-01/Accounts/<sid>`; what stands elsewhere is given whole. */
  path: string
  query: URLSearchParams
  body: URLSearchParams
  authorization: string
}

export type Answer = { status?: number; json?: unknown; headers?: Record<string, string>; bytes?: Buffer; hangs?: true; breaks?: true }

/** A server in Twilio's place that writes down what it is asked and answers what it is told; what Twilio has not published it refuses. */
export const openApiServer = async (accountSid: string, answer: (asked: Asked) => Answer) => {
  const asked: Asked[] = []
  const faults: string[] = []
  const own = `/2010-04-01/Accounts/${accountSid}`
  const read = async (request: IncomingMessage): Promise<string> => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    return Buffer.concat(parts).toString()
  }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    const path = url.pathname.startsWith(own) ? url.pathname.slice(own.length) : url.pathname
    const one = {
      method: request.method ?? '',
      path: path.replace(/\.json$/, ''),
      query: url.searchParams,
      body: new URLSearchParams(await read(request)),
      authorization: request.headers.authorization ?? '',
    }
    asked.push(one)
    // Where a test's answer sends somebody on to.
    const found = url.pathname.startsWith('/store/') ? [] : faultsOf({ ...one, path: url.pathname })
    faults.push(...found)
    const {
      status = 200,
      json,
      headers = {},
      bytes,
      hangs,
      breaks,
    } = found.length > 0 ? refusal(400, 20001, found.join('; ')) : answer(one)
    if (hangs) return
    if (breaks) return void request.socket.destroy()
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
    response.end(bytes ?? (json === undefined ? '' : JSON.stringify(json)))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      if (faults.length > 0) throw new Error(`Twilio was asked for what it does not offer: ${faults.join('; ')}`)
    },
  }
}

/** An error as Twilio writes it. */
export const refusal = (status: number, code: number, message = 'refused'): Answer => ({
  status,
  json: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
})
