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
      { colorScheme: 'light', width: 1024 },
      { colorScheme: 'dark', width: 390 },
    ],
    () => opened,
  )
})
