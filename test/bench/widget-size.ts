import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Figure } from './figure.ts'

const KB = 1024
const parts = [
  { part: 'loader', files: ['loader.js'], most: 3 },
  { part: 'app', files: ['app/app.js', 'app/app.css'], most: 30 },
] as const
/** What the app cannot be smaller than: the client of its socket. */
const BARE = fileURLToPath(new URL('../../node_modules/socket.io-client/dist/socket.io.esm.min.js', import.meta.url))
const gzippedKb = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).length / KB

/** What the widget costs a shop's page (DESIGN section 12): all that a browser fetches, each file gzipped by itself. Throws when it has not been built. */
export const benchWidgetSize = (folder = fileURLToPath(new URL('../../dist/widget/', import.meta.url))): Figure[] =>
  parts.map(({ part, files, most }) => {
    const missing = files.find((file) => !existsSync(folder + file))
    if (missing) throw new Error(`${folder}${missing} is missing: run npm run build first.`)
    return {
      name: `widget: ${part}, gzipped`,
      value: files.reduce((sum, file) => sum + gzippedKb(folder + file), 0),
      unit: 'KB',
      budget: { is: 'most', value: most },
      ...(part === 'app' ? { ceiling: { what: 'the socket client alone', value: gzippedKb(BARE) } } : {}),
    }
  })
