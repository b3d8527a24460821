import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root, say } from './terminal.mjs'

const { resolve } = createRequire(import.meta.url)
const binOf = (name, bin) => join(dirname(resolve(`${name}/package.json`)), bin)

/** `npm run dev`: the server restarts when its source changes, console and widget are built again (reload the page). */
export const watch = () => {
  const vite = (folder) => [
    binOf('vite', 'bin/vite.js'),
    'build',
    '--watch',
    '--config',
    `${folder}/vite.config.ts`,
    '--mode',
    'development',
  ]
  const commands = [
    ...['agent-console', 'widget'].filter((folder) => existsSync(join(root, folder, 'vite.config.ts'))).map(vite),
    [binOf('tsx', 'dist/cli.mjs'), 'watch', '--clear-screen=false', 'server/main.ts'],
  ]
  say('watching server, agent-console and widget; Ctrl-C ends it')
  const children = commands.map((args) => spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }))
  const stop = () => {
    for (const child of children) child.kill('SIGTERM')
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
  for (const child of children) child.once('exit', stop)
}
