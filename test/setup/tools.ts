import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Programs of the system that some tests need, and the Debian package that brings each. Without one that only `hastens` its tests nothing is
 * skipped.
 */
const tools = {
  chromium: { names: ['chromium', 'chromium-browser', 'google-chrome'], debian: 'chromium', what: 'browser tests' },
  // The same engine without windows, permissions and extensions: two fifths less work for pages that need none of those.
  'chromium-headless-shell': {
    names: ['chromium-headless-shell'],
    debian: 'chromium-headless-shell',
    what: 'browser tests',
    hastens: true,
  },
  'redis-server': { names: ['redis-server', 'valkey-server'], debian: 'redis-server', what: 'tests of several processes over Redis' },
} as const satisfies Record<string, { names: readonly string[]; debian: string; what: string; hastens?: true }>

export type Tool = keyof typeof tools
export const toolNames = Object.keys(tools) as readonly Tool[]

/** The tool's path, or undefined if this machine has none (or is to behave as if: PATCHBAY_WITHOUT=chromium,redis-server). */
export const findTool = (tool: Tool): string | undefined =>
  (process.env.PATCHBAY_WITHOUT ?? '').split(',').includes(tool)
    ? undefined
    : tools[tool].names
        .flatMap((name) => [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'].map((folder) => join(folder, name)))
        .find((path) => existsSync(path))

/** Why a test that needs the tool must be skipped; undefined if it need not. */
export const missingTool = (tool: Tool): string | undefined =>
  findTool(tool) ? undefined : `${tool} is not installed; on Debian: apt-get install ${tools[tool].debian}`

export const describeTool = (tool: Tool): { debian: string; what: string; hastens?: true } => tools[tool]
