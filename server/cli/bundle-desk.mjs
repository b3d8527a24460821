import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, sep } from 'node:path'
import { root } from './terminal.mjs'

/** Opened only where they are asked for (a line of Twilio's, a Redis), or made of more than JavaScript; `bson` is one for the driver and for us. */
const APART = ['argon2', 'bson', 'bullmq', 'esbuild', 'ioredis', 'lmdb', '@socket.io/redis-streams-adapter', 'twilio/lib/rest/*']

/** What finds files beside itself still finds them: each file's own address, from where the bundle lies. */
const addresses = (folder) => ({
  name: 'addresses',
  setup: (build) =>
    build.onLoad({ filter: /\.js$/ }, ({ path }) => {
      if (!path.startsWith(folder + sep)) return undefined
      const own = `new URL(${JSON.stringify(`./${relative(folder, path).replaceAll(sep, '/')}`)}, import.meta.url).href`
      return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', own) }
    }),
})

/** Long tables, needed seldom and whole: as text they are skipped over, as code every line of them would be read at each start. */
const tables = {
  name: 'tables',
  setup: (build) =>
    build.onLoad({ filter: /\.json$/ }, ({ path }) => ({
      contents: `module.exports = JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))))})`,
    })),
}

/**
 * Makes main.js of the built server and all that it needs into a few files at its place: to find and open two thousand would take a third of a start.
 * Whatever else is built stays as it is, for the commands and the tests.
 */
export const bundleDesk = async () => {
  const folder = join(root, 'dist', 'server')
  const { build } = createRequire(import.meta.url)('esbuild')
  await build({
    entryPoints: [join(folder, 'main.js')],
    outdir: folder,
    allowOverwrite: true,
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    // Errors and models go by the names of their classes.
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: APART,
    plugins: [addresses(folder), tables],
    // What was written for `require` asks for it.
    banner: { js: "import { createRequire as requireFrom } from 'node:module'\nconst require = requireFrom(import.meta.url)" },
    logLevel: 'error',
  })
}
