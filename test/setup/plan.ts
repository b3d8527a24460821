import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Tool } from './tools.ts'
import { triedFurther } from './tries.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Command {
  name: string
  program: string
  args: readonly string[]
}

/** A project of `.vitest.config.ts`. */
export interface Project {
  name: 'unit' | 'e2e' | 'long'
  isMine(file: string): boolean
  tools: readonly Tool[]
  /** A run that hangs must not hang the machine that runs it. */
  limitMinutes: number
}

export const projects: readonly Project[] = [
  {
    name: 'unit',
    isMine: (file) => file.endsWith('.test.ts') && !/^test\/(e2e|long)\//.test(file),
    tools: ['redis-server'],
    limitMinutes: 25,
  },
  {
    name: 'e2e',
    isMine: (file) => /^test\/e2e\/.*\.e2e\.ts$/.test(file),
    tools: ['chromium', 'chromium-headless-shell', 'redis-server'],
    limitMinutes: 30,
  },
  {
    name: 'long',
    isMine: (file) => /^test\/long\/.*\.test\.ts$/.test(file) || triedFurther.includes(file),
    tools: ['chromium', 'chromium-headless-shell', 'redis-server'],
    limitMinutes: 50,
  },
]

/** Test files of a project, from the project's folder, whose path holds the word. */
export const filesOf = (project: Project, word: string | undefined): string[] =>
  readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .filter((file) => project.isMine(file) && (!word || file.includes(word)))
    .sort()

/** At once: two. Further ones would share the cores with these. */
export const LANES = Math.min(2, availableParallelism())
/** Of one compiler: each reads the types of all libraries for itself, so one too many is a quarter more work. */
const CHECKERS = Math.max(1, Math.floor(availableParallelism() / LANES))

const bin = (path: string): string => join(root, 'node_modules', path)
const node = process.execPath

/** What is checked without running any of it. */
export const checks = (): Command[] => [
  ...['.', 'agent-console', 'widget']
    .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')) && hasCode(folder))
    .map((folder) => ({
      name: folder === '.' ? 'types: server and tests' : `types: ${folder}`,
      program: node,
      args: [bin('typescript/bin/tsc'), '--noEmit', '--checkers', String(CHECKERS), '-p', folder],
    })),
  {
    name: 'lint',
    program: node,
    args: [bin('@biomejs/biome/bin/biome'), 'check', '--colors=off', '--diagnostic-level=error', '--max-diagnostics=30'],
  },
]

const hasCode = (folder: string): boolean =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).some((file) => /\.tsx?$/.test(file))
