// `npm test`: needs nothing but Node; brings the rest, then hands over to TypeScript.
//   --full          also the long tests (crash, soak, chaos)
//   --long          only the long tests
//   --only <word>   only the checks and test files whose name holds the word, of every kind
import { refuseOldNode } from '../server/cli/node-version.mjs'

refuseOldNode()
import('../server/cli/install.mjs')
  .then(({ installIfMissing }) => installIfMissing())
  .then(() => import('tsx'))
  .then(() => import('./setup/run-tests.ts'))
  .then(({ runTests }) => runTests(process.argv.slice(2)))
  .catch((error) => {
    console.error(error)
    process.exitCode = 1
  })
