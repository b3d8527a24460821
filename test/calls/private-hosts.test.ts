import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { askLookUp } from '../../server/calls/menu/ask-look-up.ts'
import { type FlowSet, readFlows } from '../../server/ivr/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'

describe('a look-up inside the network', () => {
  let house: Server
  let machine: TestPlatform
  afterEach(async () => {
    house.close()
    await machine.close()
  })

  it.each([
    ['reaches a host that PRIVATE_HOSTS names', (port: number) => `localhost:${port}`, 1],
    ['reaches no other port of it', () => 'localhost:1', 0],
    ['reaches no other name', (port: number) => `stock.internal:${port}`, 0],
  ])('%s', async (_what, allowed, connections) => {
    let seen = 0
    // It speaks no TLS, so the look-up fails after it got through: that it did is what counts here.
    house = createServer((socket) => {
      seen += 1
      socket.destroy()
    })
    await new Promise<void>((resolve) => house.listen(0, '127.0.0.1', resolve))
    const { port } = house.address() as { port: number }
    machine = await openTestPlatform({ privateHosts: [allowed(port)] })
    const text = `lookups:\n  stock:\n    url: https://localhost:${port}/stock\n`
    const set = readFlows([{ name: 'lookups.yaml', text }]).flows as FlowSet
    const act = { type: 'look-up', name: 'stock', arguments: {} } as const
    expect(await askLookUp(machine, set, act as never)).toMatchObject({ outcome: 'failed' })
    expect(Math.min(seen, 1)).toBe(connections)
  })
})
