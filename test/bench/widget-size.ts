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
const SOCKET_CLIENT = fileURLToPath(new URL('../../node_modules/socket.io-client/dist/socket.io.esm.min.js', import.meta.url))
/** And the loader: a script that puts a frame into the page and does nothing else. */
const BARE_LOADER =
  "const s=document.currentScript,f=document.createElement('iframe');f.src=new URL('/widget/app?site='+s.dataset.site,s.src);document.body.append(f)"
const gzippedKb = (content: string | Buffer): number => gzipSync(content, { level: 9 }).length / KB

/** What the widget costs a shop's page (DESIGN section 12): all that a browser fetches, each file gzipped by itself. Throws when it has not been built. */
export const benchWidgetSize = (folder = fileURLToPath(new URL('../../dist/widget/', import.meta.url))): Figure[] =>
  parts.map(({ part, files, most }) => {
    const missing = files.find((file) => !existsSync(folder + file))
    if (missing) throw new Error(`${folder}${missing} is missing: run npm run build first.`)
    return {
      name: `widget: ${part}, gzipped`,
      value: files.reduce((sum, file) => sum + gzippedKb(readFileSync(folder + file)), 0),
      unit: 'KB',
      budget: { is: 'most', value: most },
      ceiling:
        part === 'app'
          ? { what: 'the socket client alone', value: gzippedKb(readFileSync(SOCKET_CLIENT)) }
          : { what: 'a frame in the page, nothing else', value: gzippedKb(BARE_LOADER) },
    }
  })
