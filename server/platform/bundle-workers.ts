import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions, OutputFile } from 'esbuild'

/** Ships as hundreds of small files, which would take longer to open than all the rest of a worker. */
const INCLUDED = 'mingo'

const isWorker = (file: string): boolean => /-worker\.(ts|js)$/.test(file) && !/^(spawn|start)-/.test(basename(file))

const keep = ({ path, contents }: OutputFile): void => {
  try {
    if (readFileSync(path).equals(contents)) return
  } catch {
    // Not there yet.
  }
  mkdirSync(dirname(path), { recursive: true })
  // Another process may do the same, or start what stands here: a file is whole or not there.
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, contents)
  renameSync(draft, path)
}

interface Esbuild {
  buildSync(options: BuildOptions & { write: false }): { outputFiles: OutputFile[] }
}

/**
 * Makes each worker of the project below the folder `from`, in TypeScript or built, into one file of JavaScript at its place below `to`: a thread that
 * opens one file starts several times as fast. Needs the packages that a build needs.
 */
export const bundleWorkers = (project: string, from: string, to: string): void => {
  const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  const { buildSync } = createRequire(import.meta.url)('esbuild') as Esbuild
  const { outputFiles } = buildSync({
    entryPoints: readdirSync(from, { recursive: true, encoding: 'utf8' })
      .filter(isWorker)
      .map((file) => join(from, file)),
    outbase: from,
    outdir: to,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: Object.keys(dependencies).filter((name) => name !== INCLUDED),
    logLevel: 'error',
  })
  for (const file of outputFiles) keep(file)
}

let bundled: { from: string; to: string } | undefined

/** The one file of a worker whose source is given; all are made at the first asking in this process. */
export const workerFromSource = (source: string): string => {
  if (!bundled) {
    const project = fileURLToPath(new URL('../..', import.meta.url))
    bundled = { from: join(project, 'server'), to: join(project, 'node_modules/.cache/patchbay-workers') }
    bundleWorkers(project, bundled.from, bundled.to)
  }
  return join(bundled.to, relative(bundled.from, source).replace(/\.ts$/, '.js'))
}
