import { spawn } from 'node:child_process'
import { root } from './terminal.mjs'

/** Runs a command quietly; what it printed is shown only if it fails. */
export const runOrThrow = (command, args, env = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    })
    let said = ''
    const keep = (chunk) => {
      said = (said + chunk).slice(-20_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(said)
      else reject(new Error(`\`${[command, ...args].join(' ')}\` ended with ${signal ?? code}:\n${said.trim()}`))
    })
  })
