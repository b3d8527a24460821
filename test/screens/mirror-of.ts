import { createCalls, noCarrier } from '../../server/calls/index.ts'
import { articleSuggestions } from '../../server/knowledge/index.ts'
import type { LiveTopic } from '../../server/platform/live.ts'
import { createScreens } from '../../server/screens/index.ts'
import type { Actor } from '../../server/staff/index.ts'
import { by, type FloorDesk } from '../routing/floor-desk.ts'
import { mirror } from '../setup/mirror.ts'

/** Every topic of a desk without a phone, and a screen for each case, customer and colleague, and for what waits, the staff and the queues. */
export const mirrorOf = ({ platform, ...rooms }: FloorDesk) => {
  const calls = createCalls(platform, { ...rooms, control: noCarrier, flowsDir: 'no-flows', articles: () => ({}), isSandbox: true })
  const screens = createScreens({ platform, ...rooms, calls, suggestArticles: articleSuggestions([]) })
  const { staff, queues, customers, cases, hub, routing } = rooms
  const topics = [staff, queues, customers, cases, hub, routing, calls, screens].flatMap(
    (one) => [...((one.parts as { topics?: unknown[] }).topics ?? [])] as LiveTopic<Actor>[],
  )
  const named = (name: string) => topics.find((one) => one.name === name) as LiveTopic<Actor>
  const work = named('work')
  const streams = { case: named('case'), customer: named('customer'), user: work, agent: work }
  return { topics, named, mirrored: mirror(platform.bus, by, streams, ['waiting', 'staff', 'queues'].map(named)) }
}
