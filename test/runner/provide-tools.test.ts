import { describe, expect, it } from 'vitest'
import { type Machine, provideTools } from '../setup/provide-tools.ts'
import type { Tool } from '../setup/tools.ts'

const run = async (machine: Partial<Machine>, wanted: Tool[] = ['chromium', 'redis-server']) => {
  const said: string[] = []
  const installed: string[][] = []
  await provideTools(wanted, {
    isRoot: true,
    isDebian: true,
    mayInstall: true,
    has: () => false,
    install: (packages) => void installed.push([...packages]),
    say: (line) => void said.push(line),
    ...machine,
  })
  return { said, installed }
}

describe('a program that tests need and the machine has not', () => {
  it('is installed by root on Debian, in one line', async () => {
    const { said, installed } = await run({})
    expect(installed).toEqual([['chromium', 'redis-server']])
    expect(said).toEqual([expect.stringContaining('Installing chromium and redis-server')])
  })

  it('is installed alone when what would only hasten the tests is not to be had', async () => {
    const tried: string[][] = []
    const { said } = await run(
      {
        install: (packages) => {
          tried.push([...packages])
          if (packages.length > 1) throw new Error('Unable to locate package chromium-headless-shell')
        },
      },
      ['chromium', 'chromium-headless-shell'],
    )
    expect(tried).toEqual([['chromium', 'chromium-headless-shell'], ['chromium']])
    expect(said.at(-1)).toContain('Installing chromium for the browser tests')
  })

  it('is not spoken of where nothing is skipped without it', async () => {
    expect(await run({ isRoot: false }, ['chromium-headless-shell'])).toEqual({ said: [], installed: [] })
    const { said } = await run({ isRoot: false }, ['chromium', 'chromium-headless-shell'])
    expect(said).toEqual([expect.stringContaining('Missing: chromium. The browser tests will be skipped')])
  })

  it('is left alone if it is there, or if nobody wants it', async () => {
    expect(await run({ has: () => true })).toEqual({ said: [], installed: [] })
    expect((await run({}, ['redis-server'])).installed).toEqual([['redis-server']])
    expect(await run({}, [])).toEqual({ said: [], installed: [] })
  })

  it.each<[string, Partial<Machine>, string]>([
    ['anyone but root', { isRoot: false }, 'sudo apt-get install -y --no-install-recommends chromium redis-server'],
    ['another system than Debian', { isDebian: false }, 'apt-get install'],
    ['NO_APT=1', { mayInstall: false }, 'apt-get install'],
  ])('is not installed for %s, who is told the command and what will be skipped', async (_who, machine, command) => {
    const { said, installed } = await run(machine)
    expect(installed).toEqual([])
    expect(said).toEqual([expect.stringContaining(command)])
    expect(said[0]).toContain('browser tests')
    expect(said[0]).toContain('will be skipped')
  })

  it('is named when installing fails, and the run goes on', async () => {
    const { said } = await run({
      install: () => {
        throw new Error('no network')
      },
    })
    expect(said.at(-1)).toContain('will be skipped')
    expect(said.join()).toContain('no network')
  })
})
