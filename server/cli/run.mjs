// `node server/cli/run.mjs <file.ts> args…`: runs one TypeScript file of the project, in this process.
import { refuseOldNode } from './node-version.mjs'

refuseOldNode()
import('./run-script.mjs').then((script) => script.runScript(process.argv.slice(2)))
