import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/plan.ts'
import { waitFor } from '../wait-for.ts'
import { startChild } from './child.ts'
import type { BenchOptions, Figure } from './figure.ts'

const groupOf = (pid: string): number => {
  try {
    // After the name in parentheses: state, parent, group.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2])
  } catch {
    return 0
  }
}

/** Resident bytes of a process without what it maps of the store's files, which is the kernel's cache. */
const residentOf = (pid: string, folder: string): number => {
  let sum = 0
  let isStore = false
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) isStore = line.includes(folder)
    else if (line.startsWith('Rss:') && !isStore) sum += Number(line.split(/\s+/)[1]) * 1024
  }
  return sum
}

/** What `npm start` keeps resident when nothing happens, its whole process group together. Linux only. */
export const benchMemory = async (dataDir: string, bareDir: string, { isQuick, say }: BenchOptions): Promise<Figure[]> => {
  if (!existsSync('/proc/self/smaps')) return []
  const seconds = isQuick ? 10 : 60
  say(`idle memory after ${seconds} s …`)
  rmSync(join(dataDir, 'sandbox.json'), { force: true })
  const child = spawn(process.execPath, [join(root, 'server/cli/start.mjs')], {
    cwd: dataDir,
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir },
  })
  const gone = once(child, 'exit')
  await waitFor(() => existsSync(join(dataDir, 'sandbox.json')), { timeoutMs: 120_000, what: 'a ready desk' })
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const members = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && groupOf(pid) === child.pid)
  const bytes = members.reduce((sum, pid) => sum + residentOf(pid, dataDir), 0)
  child.kill('SIGTERM')
  await gone
  const bare = await startChild('bare', bareDir)
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const ceiling = residentOf(String(bare.pid), bareDir) / 2 ** 20
  await bare.stop()
  return [
    {
      name: `idle memory of npm start, ${seconds} s after ready`,
      value: bytes / 2 ** 20,
      unit: 'MB',
      budget: { is: 'most', value: 250 },
      ceiling: { what: 'Express and the store alone', value: ceiling },
      note: `${members.length} process(es) of the group; the store’s memory map left out.`,
    },
  ]
}
