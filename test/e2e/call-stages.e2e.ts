import { describeWith } from '../setup/describe-with.ts'
import { callStages } from './call-stages.ts'
import { useConsoles } from './use-consoles.ts'

describeWith('chromium', 'calls at their consoles', () => callStages(useConsoles()))
