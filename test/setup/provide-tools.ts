import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { describeTool, findTool, type Tool, toolNames } from './tools.ts'

export interface Machine {
  isRoot: boolean
  isDebian: boolean
  mayInstall: boolean
  has(tool: Tool): boolean
  install(packages: readonly string[]): void | Promise<void>
  say(line: string): void
}

const aptGet = async (...args: string[]): Promise<void> => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const [code] = await once(spawn('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }), 'exit')
  if (code !== 0) throw new Error(`apt-get ${args[0]} ended with ${code}`)
}

const thisMachine = (): Machine => ({
  isRoot: process.getuid?.() === 0,
  isDebian: existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get'),
  mayInstall: process.env.NO_APT !== '1',
  has: (tool) => findTool(tool) !== undefined,
  install: async (packages) => {
    await aptGet('update', '-qq')
    await aptGet('install', '-y', '-qq', '--no-install-recommends', ...packages)
  },
  say: (line) => console.log(line),
})

/**
 * Brings the missing programs by itself only as root on Debian (a throw-away machine) and unless NO_APT=1 (SECURITY R10). Otherwise it names
 * the command and the tests that will be skipped; those say the reason themselves.
 */
export const provideTools = async (wanted: readonly Tool[], machine: Machine = thisMachine()): Promise<void> => {
  const missing = toolNames.filter((tool) => wanted.includes(tool) && !machine.has(tool))
  const needed = missing.filter((tool) => !describeTool(tool).hastens)
  const packagesOf = (tools: readonly Tool[]): string[] => tools.map((tool) => describeTool(tool).debian)
  if (machine.isRoot && machine.isDebian && machine.mayInstall) {
    // An older Debian has not all that only hastens; what is needed is then asked for alone.
    for (const tools of needed.length < missing.length ? [missing, needed] : [missing]) {
      if (tools.length === 0) return
      machine.say(`Installing ${packagesOf(tools).join(' and ')} for the ${wordsFor(tools)} (root on Debian; NO_APT=1 forbids it)`)
      try {
        await machine.install(packagesOf(tools))
        return
      } catch (error) {
        machine.say(`That failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
      }
    }
  }
  if (needed.length === 0) return
  const command = `apt-get install -y --no-install-recommends ${packagesOf(needed).join(' ')}`
  machine.say(
    `Missing: ${needed.join(', ')}. The ${wordsFor(needed)} will be skipped. To have them: ${machine.isRoot ? '' : 'sudo '}${command}`,
  )
}

const wordsFor = (tools: readonly Tool[]): string => [...new Set(tools.map((tool) => describeTool(tool).what))].join(' and ')
