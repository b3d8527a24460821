import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

export interface WidgetSize {
  part: 'loader' | 'app'
  /** All that a browser fetches for it, each file gzipped by itself. */
  gzippedBytes: number
  budgetBytes: number
}

const KB = 1024
const parts = [
  { part: 'loader', files: ['loader.js'], budgetBytes: 3 * KB },
  { part: 'app', files: ['app/app.js', 'app/app.css'], budgetBytes: 30 * KB },
] as const

/** What the widget costs a shop's page (DESIGN section 12). Throws when it has not been built. */
export const benchWidgetSize = (folder = fileURLToPath(new URL('../../dist/widget/', import.meta.url))): WidgetSize[] =>
  parts.map(({ part, files, budgetBytes }) => {
    const missing = files.find((file) => !existsSync(folder + file))
    if (missing) throw new Error(`${folder}${missing} is missing: run npm run build first.`)
    return {
      part,
      gzippedBytes: files.reduce((sum, file) => sum + gzipSync(readFileSync(folder + file), { level: 9 }).length, 0),
      budgetBytes,
    }
  })
