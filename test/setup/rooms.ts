import { createCases } from '../../server/cases/index.ts'
import { createCustomers } from '../../server/customers/index.ts'
import { createHub } from '../../server/hub/index.ts'
import type { Platform } from '../../server/platform/room.ts'
import { createQueues } from '../../server/queues/index.ts'
import { createStaff } from '../../server/staff/index.ts'

/** The rooms from staff to hub on a platform, composed as `app.ts` composes them. Nothing is started. */
export const composeRooms = (platform: Platform) => {
  const staff = createStaff(platform)
  const queues = createQueues(platform, { staff })
  const customers = createCustomers(platform, {
    isSandbox: true,
    mergeOpenCases: (actor, merge) => cases.mergeOpenCases(actor, merge),
    unmergeCases: (actor, merge) => cases.unmergeCasesOf(actor, merge),
  })
  const cases = createCases(platform, { staff, queues, customers, reopenDays: 7 })
  const hub = createHub(platform, { cases, customers, queues, staff })
  return { staff, queues, customers, cases, hub }
}
