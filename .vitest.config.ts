import { dirname, join, resolve, sep } from 'node:path'
import { defineConfig, type Plugin } from 'vitest/config'
import { LongestFirst } from './test/setup/longest-first.ts'
import { triedFurther } from './test/setup/tries.ts'

// Tests wait for disks and timers: three at once keep two cores busy, more only stand in each other's way.
const MAX_WORKERS = 3

// The contract on a real server runs where one is named; without it there is nothing to skip.
const withoutMongodb = process.env.MONGODB_URL ? [] : ['test/platform/db/mongodb.test.ts']

const [source, built] = ['server', 'dist/server'].map((folder) => join(import.meta.dirname, folder) + sep) as [string, string]
/** The desk is tested as it is built (`test/setup/build-desk.ts`): to read its sources anew in every run would take a tenth of the time. */
const builtDesk: Plugin = {
  name: 'built-desk',
  enforce: 'pre',
  resolveId: (name, importer) => {
    const path = importer && name.startsWith('.') ? resolve(dirname(importer), name) : name
    return path.startsWith(source) && path.endsWith('.ts') ? `${built}${path.slice(source.length, -2)}js` : undefined
  },
}

/** One project a kind of test, so that `test/run.mjs` can choose and order them. */
export default defineConfig({
  plugins: [builtDesk],
  test: {
    server: { deps: { external: [/\/dist\/server\//] } },
    pool: 'forks',
    maxWorkers: MAX_WORKERS,
    passWithNoTests: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/setup/build-desk.ts', 'test/setup/seed-demo-once.ts'],
          exclude: ['test/e2e/**', 'test/long/**', 'node_modules/**', ...withoutMongodb],
          // Each file closes what it opens; to read the desk's code anew for each of them would take a third of the time.
          isolate: false,
          testTimeout: 90_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.ts'],
          globalSetup: ['test/setup/build-desk.ts', 'test/setup/seed-demo-once.ts'],
          // A browser, its desk and its calls wait half their time; a third of them would keep the others waiting for a core.
          maxWorkers: 2,
          // Each file has a browser and a desk of its own; what they are worked with is read once a worker.
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts', ...triedFurther],
          env: { PATCHBAY_TRIES: 'many' },
          globalSetup: ['test/setup/build-desk.ts', 'test/setup/seed-demo-once.ts'],
          fileParallelism: false,
          testTimeout: 20 * 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
