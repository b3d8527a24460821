import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { waitFor } from '../wait-for.ts'
import { root } from './plan.ts'

/** What a desk in sandbox mode leaves in `DATA_DIR/sandbox.json` for outside scripts. */
export interface SandboxFile {
  url: string
  apiKey: string
  smtp: { host: string; port: number; mailboxes: string[] }
  personas: { role: string; email: string; signInUrl: string }[]
}

export interface DeskProcess {
  url: string
  dataDir: string
  pid: number
  /** What it has printed so far. */
  said(): string
  /** Ends it as a power cut would; its data stay. */
  kill(): Promise<void>
  /** Ends it by SIGTERM and gives its exit code; its data stay. */
  end(): Promise<number | null>
  /** Ends it and removes its data. */
  stop(): Promise<void>
}
export interface RunningDesk extends DeskProcess {
  sandbox: SandboxFile
}

const main = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))

/** Runs the built desk until `look` finds it ready. */
const launch = async <Found extends { url: string }>(
  dataDir: string,
  env: Record<string, string>,
  look: () => Promise<Found | undefined>,
): Promise<{ found: Found; desk: DeskProcess }> => {
  const child: ChildProcess = spawn(process.execPath, [main], {
    // Nothing of the machine's own settings, and no `.env` of the folder, may change what is tested.
    cwd: dataDir,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      HOST: '127.0.0.1',
      PORT: '0',
      SMTP_PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const keep = (chunk: Buffer): void => {
    said += chunk.toString()
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  const endBy = (signal: NodeJS.Signals) => (): Promise<number | null> => {
    if (!isOver) child.kill(signal)
    return ended
  }

  const found = await waitFor(
    // No use in waiting for one that is gone.
    async () => (isOver ? { gone: true as const } : look()),
    { timeoutMs: 120_000, what: 'a ready desk' },
  ).catch(async (error: Error) => {
    await endBy('SIGKILL')()
    throw new Error(`${error.message}\nIt said:\n${said}`)
  })
  if ('gone' in found) throw new Error(`The desk ended before it was ready. It said:\n${said}`)
  return {
    found,
    desk: {
      url: found.url,
      dataDir,
      pid: child.pid ?? 0,
      said: () => said,
      kill: async () => void (await endBy('SIGKILL')()),
      end: endBy('SIGTERM'),
      stop: async () => {
        await endBy('SIGTERM')()
        rmSync(dataDir, { recursive: true, force: true })
      },
    },
  }
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'patchbay-desk-'))
/** A folder of its own with what a sandbox desk, ended by now, has left in `seeded`. */
const copyOfDemo = (seeded: string): string => {
  const folder = newFolder()
  cpSync(seeded, folder, { recursive: true, filter: (path) => !path.endsWith('/operator') })
  return folder
}
/** False when somebody else has it. */
const take = (lock: string): boolean => {
  try {
    mkdirSync(lock)
    return true
  } catch {
    return false
  }
}

const seedOnce = (folder: string): Promise<string> => {
  const [made, draft, lock] = ['made', 'draft', 'lock'].map((name) => join(folder, name)) as [string, string, string]
  const make = async (): Promise<void> => {
    mkdirSync(draft, { recursive: true })
    await (await startDesk({ dataDir: draft, env: { FLOWS_DIR: join(root, 'ivr-flows') } })).end()
    renameSync(draft, made)
  }
  return waitFor(
    async () => {
      if (!existsSync(made) && take(lock)) await make().finally(() => rmdirSync(lock))
      return existsSync(made) ? made : undefined
    },
    { timeoutMs: 120_000, everyMs: 100, what: 'the demo company' },
  )
}

/** A new folder with the demo company in it. To make the company takes seconds, so the processes of a run make it once and begin with copies. */
export const demoFolder = async (): Promise<string> => {
  const shared = process.env.PATCHBAY_SEED_ONCE
  return shared ? copyOfDemo(await seedOnce(shared)) : newFolder()
}

const isReady = async (url: string): Promise<boolean> => (await fetch(`${url}/healthz`)).ok

/** Runs the built desk as its own process: in sandbox mode, on free ports, with the demo company unless `dataDir` names a folder to take up again. */
export const startDesk = async ({
  dataDir: named,
  env = {},
}: {
  dataDir?: string
  env?: Record<string, string>
} = {}): Promise<RunningDesk> => {
  const dataDir = named ?? (await demoFolder())
  const sandboxFile = join(dataDir, 'sandbox.json')
  rmSync(sandboxFile, { force: true })
  const { found, desk } = await launch(dataDir, env, async () => {
    if (!existsSync(sandboxFile)) return undefined
    const file = JSON.parse(readFileSync(sandboxFile, 'utf8')) as SandboxFile
    return (await isReady(file.url)) ? file : undefined
  })
  return { ...desk, sandbox: found }
}

/** The same without a sandbox: `env` names its providers, and its port and address, which its providers know. */
export const startRealDesk = async ({
  dataDir = newFolder(),
  env,
}: {
  dataDir?: string
  env: Record<string, string> & { PORT: string; PUBLIC_URL: string }
}): Promise<DeskProcess> =>
  (await launch(dataDir, env, async () => ((await isReady(env.PUBLIC_URL)) ? { url: env.PUBLIC_URL } : undefined))).desk
