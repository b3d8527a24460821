import { describeWith } from '../setup/describe-with.ts'
import { agentPhone } from './agent-phone.ts'
import { callStages } from './call-stages.ts'
import { useConsoles } from './use-consoles.ts'

describeWith('chromium', 'calls at their consoles', () => {
  const at = useConsoles()
  callStages(at)
  agentPhone(at)
})
