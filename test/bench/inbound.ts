import { type Child, startChild } from './child.ts'
import type { BenchOptions, Figure } from './figure.ts'
import { createPoster } from './poster.ts'
import { inboundOf } from './turns.ts'

const PER_CUSTOMER = 10
const WIDTH = { http: 64, inside: 256 }

/** Messages a second from the first post until every one of them is durable and filed. */
const overHttp = async (url: string, apiKey: string | undefined, tag: string, count: number): Promise<number> => {
  const poster = createPoster(url, apiKey)
  const begun = performance.now()
  let next = 0
  const lane = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      await poster.post(inboundOf(tag, n, PER_CUSTOMER))
    }
  }
  await Promise.all(Array.from({ length: WIDTH.http }, lane))
  for (;;) {
    const { parts } = (await (await fetch(`${url}/healthz`)).json()) as { parts: { unfiled: number } }
    if (parts.unfiled === 0) break
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  poster.close()
  return count / ((performance.now() - begun) / 1000)
}

/**
 * Durable inbound messages through the whole hub, filed into cases: over HTTP, and within the process without it. A tenth of the messages begin a
 * customer, a thread and a case; the others go on in a known thread. A hundred customers write by turns.
 */
export const benchInbound = async (desk: Child, apiKey: string, bareDir: string, { isQuick, say }: BenchOptions): Promise<Figure[]> => {
  const count = isQuick ? 3_000 : 15_000
  const bare = await startChild('bare', bareDir)
  say('posting to a bare Express …')
  await overHttp(bare.url, undefined, 'warm', 1_000)
  const ceiling = await overHttp(bare.url, undefined, 'bare', count)
  await bare.stop()
  say('posting to the desk …')
  await overHttp(desk.url, apiKey, 'warm', 1_000)
  const http = await overHttp(desk.url, apiKey, 'http', count)
  say('taking in without HTTP …')
  const work = { count, width: WIDTH.inside, perCustomer: PER_CUSTOMER }
  const plain = count / ((await desk.run({ run: 'plain', tag: 'plain', ...work })).ms / 1000)
  const inside = await desk.run({ run: 'intake', tag: 'inside', ...work })
  return [
    {
      name: 'durable inbound messages through the whole hub, by POST /inbound',
      value: http,
      unit: '/s',
      budget: { is: 'least', value: 1_500 },
      ceiling: { what: 'bare Express + one insert', value: ceiling },
      note: `${count} messages of ${count / PER_CUSTOMER} customers, a hundred of them by turns, ${WIDTH.http} at once, until filed; the client shares the machine.`,
    },
    {
      name: 'the same as part of the ceiling',
      value: (100 * http) / ceiling,
      unit: '%',
      budget: { is: 'least', value: 40 },
    },
    {
      name: 'inbound messages within the process, until filed',
      value: count / (inside.ms / 1000),
      unit: '/s',
      ceiling: { what: 'one insert each, without HTTP', value: plain },
      note: `durable after ${((inside.takenMs / inside.ms) * 100).toFixed(0)} % of the time; ${WIDTH.inside} at once.`,
    },
  ]
}

/** What a message costs when many cases lie in the store, against few. */
export const benchManyCases = async (desk: Child, { isQuick, say }: BenchOptions): Promise<Figure[]> => {
  const [few, many, probe] = isQuick ? [500, 5_000, 2_000] : [1_000, 100_000, 6_000]
  const work = { run: 'intake' as const, width: WIDTH.inside }
  const measure = async (tag: string): Promise<number> =>
    Math.min(
      ...[
        (await desk.run({ ...work, tag: `${tag}-1`, count: probe, perCustomer: 5 })).ms,
        (await desk.run({ ...work, tag: `${tag}-2`, count: probe, perCustomer: 5 })).ms,
      ],
    ) / probe
  const insertAlone = async (tag: string): Promise<number> =>
    (await desk.run({ run: 'plain', tag, width: WIDTH.inside, count: probe, perCustomer: 5 })).ms / probe
  await desk.run({ ...work, tag: 'few', count: few, perCustomer: 1 })
  const before = await measure('before')
  const plainBefore = await insertAlone('plain-before')
  say(`filling the store with ${many} cases …`)
  await desk.run({ ...work, tag: 'many', count: many, perCustomer: 1 })
  const after = await measure('after')
  const plainAfter = await insertAlone('plain-after')
  return [
    {
      name: `cost of a message at ${many} stored cases against about ${few}`,
      value: after / before,
      unit: '×',
      budget: { is: 'most', value: 1.3 },
      ceiling: { what: 'one insert at the one and at the other', value: plainAfter / plainBefore },
      note: `${(before * 1000).toFixed(0)} µs before, ${(after * 1000).toFixed(0)} µs after; a fifth of the messages open a case.`,
    },
  ]
}
