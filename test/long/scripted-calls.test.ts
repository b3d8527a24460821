import { scriptedCalls } from '../calls/scripted-calls.ts'
import { openSandboxDesk } from '../setup/sandbox-desk.ts'

scriptedCalls(openSandboxDesk)
