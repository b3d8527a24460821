// `npm start`: install, build what is stale, run. Nothing but built-ins, and nothing an old Node cannot parse.
import { refuseOldNode } from './node-version.mjs'

refuseOldNode()
import('./launch.mjs').then((launch) => launch.launch(process.argv.slice(2)))
