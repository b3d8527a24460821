import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleDesk } from './bundle-desk.mjs'
import { runOrThrow } from './run-command.mjs'
import { root } from './terminal.mjs'

const { resolve } = createRequire(import.meta.url)
const binOf = (name, bin) => join(dirname(resolve(`${name}/package.json`)), bin)

/** Every file below a folder, sorted, as paths from the project's folder. */
const filesBelow = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length))
        .sort()
    : []

const isCode = (file) => /\.(ts|mts|cts|mjs|tsx)$/.test(file) || basename(file) === 'tsconfig.json'
const isForBrowsers = (file) => basename(file) === 'wire.ts' || file.startsWith(join('server', 'platform', 'wire'))
const common = ['package-lock.json', 'tsconfig.json', ...['bundle-desk.mjs', 'parts.mjs'].map((file) => join('server', 'cli', file))]

const buildServer = async () => {
  rmSync(join(root, 'dist', 'server'), { recursive: true, force: true })
  // Types are the business of `npm test`; here only the code is wanted, at a fraction of the time.
  await runOrThrow(process.execPath, [binOf('typescript', 'bin/tsc'), '-p', 'server/tsconfig.json', '--noCheck'])
  for (const file of filesBelow('server').filter((file) => !isCode(file))) {
    mkdirSync(join(root, 'dist', dirname(file)), { recursive: true })
    copyFileSync(join(root, file), join(root, 'dist', file))
  }
  const { bundleWorkers } = await import(pathToFileURL(join(root, 'dist/server/platform/bundle-workers.js')).href)
  bundleWorkers(root, join(root, 'dist/server'), join(root, 'dist/server'))
  await bundleDesk()
}

/** The same bundle whatever builds it: a build begun from within a test must not be React's slow one, since `npm start` takes it as fresh. */
const buildForBrowsers = (folder) => () =>
  runOrThrow(process.execPath, [binOf('vite', 'bin/vite.js'), 'build', '--config', `${folder}/vite.config.ts`, '--logLevel', 'warn'], {
    NODE_ENV: 'production',
  })

/** What is built: where it lands, what it is made of, how. A part whose folder cannot be built yet is left out. */
export const parts = [
  {
    name: 'server',
    needs: 'server/main.ts',
    out: 'dist/server',
    inputs: () => [...filesBelow('server').filter((file) => !file.endsWith('.mjs')), ...common],
    build: buildServer,
  },
  ...[
    ['console', 'agent-console'],
    ['widget', 'widget'],
  ].map(([name, folder]) => ({
    name,
    needs: `${folder}/vite.config.ts`,
    out: `dist/${name}`,
    inputs: () => [...filesBelow(folder), ...filesBelow('server').filter(isForBrowsers), ...common],
    build: buildForBrowsers(folder),
  })),
].filter((part) => existsSync(join(root, part.needs)))

/** A hash over names and content, so that neither a fresh checkout nor a touched file builds anything twice. */
export const fingerprint = (part) => {
  const hash = createHash('sha256').update(process.versions.node)
  for (const file of part.inputs())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}
