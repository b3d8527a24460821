import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface WriterProcess {
  child: ChildProcess
  lines: string[]
  ready: Promise<void>
  kill(): Promise<void>
}

/** Another process that writes into a store until it is killed. */
export const startWriter = (dataDir: string, round = 0, name = 'crash-writer.ts'): WriterProcess => {
  const script = fileURLToPath(new URL(name, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  let rest = ''
  let markReady = (): void => undefined
  const ready = new Promise<void>((resolve, reject) => {
    markReady = resolve
    child.once('exit', () => reject(new Error('the writer ended before it was ready')))
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop()!
    lines.push(...parts)
    if (parts.includes('ready')) markReady()
  })
  return {
    child,
    lines,
    ready,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    },
  }
}
