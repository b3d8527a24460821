import { openSandboxDesk } from '../setup/sandbox-desk.ts'
import { scriptedCalls } from './scripted-calls.ts'

scriptedCalls(openSandboxDesk)
