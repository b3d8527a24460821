import { afterAll, beforeAll } from 'vitest'
import { describeWith } from '../setup/describe-with.ts'
import { hasNoFaultOfAccess, openForAccess } from './console-pages.ts'

describeWith('chromium', 'the console on narrow screens', () => {
  let opened: Awaited<ReturnType<typeof openForAccess>>
  beforeAll(async () => {
    opened = await openForAccess()
  })
  afterAll(async () => {
    await opened?.browser.close()
    await opened?.desk.stop()
  })

  hasNoFaultOfAccess(
    [
      // Between the two looks that are gone through whole only the places of things differ.
      { colorScheme: 'light', width: 1024, rules: ['target-size', 'scrollable-region-focusable'] },
      { colorScheme: 'dark', width: 390 },
    ],
    () => opened,
  )
})
