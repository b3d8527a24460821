import { agentPhone } from '../e2e/agent-phone.ts'
import { useConsoles } from '../e2e/use-consoles.ts'
import { describeWith } from '../setup/describe-with.ts'

describeWith('chromium', "an agent's phone at its console", () => agentPhone(useConsoles()))
