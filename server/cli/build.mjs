// `npm run build`: builds server, console and widget, stale or not (`--stale`: only what is).
import { refuseOldNode } from './node-version.mjs'

refuseOldNode()
import('./build-all.mjs').then((all) => all.buildAll(process.argv.includes('--stale')))
