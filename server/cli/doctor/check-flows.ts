import { readdir } from 'node:fs/promises'
import { flowNameOf } from '../../ivr/index.ts'
import { type Finding, ok, warning } from './finding.ts'

const MEANS = 'Callers go straight to the queue of the number they call, unless menus were published in the console.'

/** Whether there are phone menus where the desk looks for them; what they say is `npm run flows:check`'s to judge. */
export const checkFlows = async (folder: string): Promise<Finding[]> => {
  let names: string[]
  try {
    names = await readdir(folder)
  } catch {
    return [warning(`FLOWS_DIR=${folder} cannot be read. ${MEANS} Set it to the folder of the menus.`)]
  }
  const flows = names.filter((name) => flowNameOf(name) !== undefined)
  if (flows.length === 0) return [warning(`FLOWS_DIR=${folder} has no phone menu (NAME.flow.yaml). ${MEANS}`)]
  return [ok(`FLOWS_DIR=${folder} has ${flows.length === 1 ? 'one phone menu' : `${flows.length} phone menus`}.`)]
}
