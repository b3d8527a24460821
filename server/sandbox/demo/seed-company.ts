import { type StaffActor, system } from '../../staff/index.ts'
import { emailOf, people, type QueueKey, queues } from './company.ts'
import type { DemoFaces } from './faces.ts'
import type { PastClock } from './past-clock.ts'

const demo = system('demo')

export interface DemoCompany {
  /** By the person's key. */
  actors: ReadonlyMap<string, StaffActor>
  queueIds: ReadonlyMap<QueueKey, string>
}

/** People, who have been here since `since`, and queues, the first of which the desk made today. Run again it changes nothing. */
export const seedCompany = async (
  { staff, queues: room }: Pick<DemoFaces, 'staff' | 'queues'>,
  past: PastClock,
  since: number,
): Promise<DemoCompany> => {
  const actors = new Map<string, StaffActor>()
  for (const person of people) {
    const { name, role, skills, capacity, key } = person
    const email = emailOf(person)
    await past.at(since, () => staff.addUser(demo, { name, email, role, skills, capacity, isDemo: true, commandId: key }))
    const actor = await staff.actorOf(staff.userIdByEmail(email) ?? '')
    if (actor) actors.set(key, actor)
  }
  const queueIds = new Map<QueueKey, string>()
  for (const { key, ...settings } of queues) {
    // The desk's first queue becomes the one for everything that has no place of its own.
    const first = key === 'general' ? room.all().find((one) => one.isDefault) : undefined
    const there =
      first ?? room.all().find((one) => one.name === settings.name) ?? (await room.addQueue(demo, { name: settings.name, commandId: key }))
    await room.editQueue(demo, { queueId: there.id, ...settings, commandId: key })
    queueIds.set(key, there.id)
  }
  return { actors, queueIds }
}
