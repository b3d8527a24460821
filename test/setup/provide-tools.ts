import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describeTool, findTool, type Tool, toolNames } from './tools.ts'

export interface Machine {
  isRoot: boolean
  isDebian: boolean
  mayInstall: boolean
  has(tool: Tool): boolean
  install(packages: readonly string[]): void
  say(line: string): void
}

const thisMachine = (): Machine => ({
  isRoot: process.getuid?.() === 0,
  isDebian: existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get'),
  mayInstall: process.env.NO_APT !== '1',
  has: (tool) => findTool(tool) !== undefined,
  install: (packages) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  },
  say: (line) => console.log(line),
})

/**
 * Brings the missing programs by itself only as root on Debian (a throw-away machine) and unless NO_APT=1 (SECURITY R10). Otherwise it names
 * the command and the tests that will be skipped; those say the reason themselves.
 */
export const provideTools = async (wanted: readonly Tool[], machine: Machine = thisMachine()): Promise<void> => {
  const missing = toolNames.filter((tool) => wanted.includes(tool) && !machine.has(tool))
  if (missing.length === 0) return
  const packages = missing.map((tool) => describeTool(tool).debian)
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  const skipped = missing.map((tool) => describeTool(tool).what).join(' and ')
  if (machine.isRoot && machine.isDebian && machine.mayInstall) {
    machine.say(`Installing ${packages.join(' and ')} for the ${skipped} (root on Debian; NO_APT=1 forbids it)`)
    try {
      machine.install(packages)
      return
    } catch (error) {
      machine.say(`That failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
    }
  }
  machine.say(`Missing: ${missing.join(', ')}. The ${skipped} will be skipped. To have them: ${machine.isRoot ? '' : 'sudo '}${command}`)
}
