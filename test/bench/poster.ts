import { Agent, request } from 'node:http'

/** Posts to `POST /api/v1/inbound` of a desk or of the bare ceiling, over connections that stay open. */
export const createPoster = (url: string, apiKey = 'none') => {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 })
  const { hostname, port } = new URL(url)
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` }
  return {
    post: (message: object): Promise<void> =>
      new Promise((resolve, reject) => {
        const body = JSON.stringify(message)
        const asked = request(
          {
            hostname,
            port,
            agent,
            method: 'POST',
            path: '/api/v1/inbound',
            headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          },
          (response) => {
            response.resume()
            response.once('end', () => (response.statusCode === 202 ? resolve() : reject(new Error(`answered ${response.statusCode}`))))
          },
        )
        asked.once('error', reject)
        asked.end(body)
      }),
    close: (): void => agent.destroy(),
  }
}
