import { scriptedCalls } from '../calls/scripted-calls.ts'
import { openSandboxDesk } from '../setup/sandbox-desk.ts'
import { misbehave } from './misbehave.ts'

scriptedCalls(async () => {
  const desk = await openSandboxDesk()
  await misbehave(desk.url)
  return desk
})
