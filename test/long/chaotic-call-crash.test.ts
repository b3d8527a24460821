import { callCrash } from './call-crash.ts'
import { openCrashablePhoneDesk } from './crashable-phone-desk.ts'
import { misbehave } from './misbehave.ts'

callCrash(' on a bad day of the carrier', async () => {
  const desk = await openCrashablePhoneDesk()
  await misbehave(desk.carrierUrl)
  return desk
})
