import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { flowStories } from '../e2e/flow-stories.ts'
import { phoneStories } from '../e2e/phone-stories.ts'
import { launchWithSound, openPhoneDesk, type PhoneDesk } from '../phone/phone-desk.ts'
import { describeWith } from '../setup/describe-with.ts'
import { misbehave, openBadDay } from './misbehave.ts'

flowStories(openBadDay)

describeWith('chromium', 'the phone page in a browser, on a bad day of the carrier,', () => {
  let browser: Browser
  let desk: PhoneDesk
  beforeAll(async () => {
    ;[browser, desk] = await Promise.all([launchWithSound(), openPhoneDesk()])
    // The test asks the carrier itself: what is refused to it says nothing of the page.
    await misbehave(desk.base(), { refuse: 0 })
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.close()
  })
  phoneStories(() => ({ browser, desk }))
})
