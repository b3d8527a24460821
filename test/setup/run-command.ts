import { spawn } from 'node:child_process'
import { type Command, root } from './plan.ts'

export interface Outcome {
  name: string
  ok: boolean
  said: string
  seconds: string
}

/** Runs a command to its end and keeps what it said. */
export const runCommand = ({ name, program, args }: Command): Promise<Outcome> =>
  new Promise((resolve) => {
    const began = Date.now()
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const keep = (chunk: Buffer): void => {
      said += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const end = (ok: boolean): void => resolve({ name, ok, said: said.trim(), seconds: ((Date.now() - began) / 1000).toFixed(1) })
    child.on('error', (error) => {
      said += error.message
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
