import { callStages } from '../e2e/call-stages.ts'
import { useConsoles } from '../e2e/use-consoles.ts'
import { describeWith } from '../setup/describe-with.ts'

describeWith('chromium', 'calls at their consoles', () => callStages(useConsoles()))
