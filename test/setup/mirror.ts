import type { Bus, Entry } from '../../server/platform/bus.ts'
import { createInOrder } from '../../server/platform/in-order.ts'
import type { LiveTopic, TopicRows } from '../../server/platform/live.ts'
import { applyRows, fromSnapshot, type LiveState } from '../../server/platform/wire/live.ts'
import type { Actor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'

export type Shown = Record<string, unknown>

/** What a screen shows of these rows. Who is typing is told and not kept. */
export const shownOf = (state: LiveState): Shown =>
  Object.fromEntries(
    [...state]
      .filter(([, row]) => row.row !== undefined && row.kind !== 'typing')
      .map(([key, row]) => [key, JSON.parse(JSON.stringify(row.row))])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )

/** Row by row and field by field, what is shown and what would be fetched. */
const differencesOf = (shown: unknown, fresh: unknown, at = ''): string[] => {
  const [is, ought] = [JSON.stringify(shown), JSON.stringify(fresh)]
  if (is === ought) return []
  if (!isObject(shown) || !isObject(fresh)) return [`${at}: shown ${is}, fetched ${ought}`]
  return [...new Set([...Object.keys(shown), ...Object.keys(fresh)])].flatMap((key) =>
    differencesOf(shown[key], fresh[key], `${at} ${key}`),
  )
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

interface Screen {
  topic: LiveTopic<Actor>
  id: string
  state: LiveState
  /** Snapshots that are being read. */
  reading: Promise<void>
}

/** A case that was merged sends on whoever looks at it: what else stands there is not kept up to date. */
const isLeft = ({ topic, id }: Screen, fresh: Shown): boolean =>
  ((fresh[`${topic.name} ${id}`] ?? {}) as { mergedInto?: string | null }).mergedInto != null

/**
 * A screen for each stream of some kinds that comes to be, watched as a browser does: a snapshot, then events, and a snapshot again when it is told to.
 * `check` fails where one of them does not show in the end what a fresh fetch shows. `topics`: by the kind of stream, the topic that shows it. `lists`:
 * watched from the start, as the one topic of their name.
 */
export const mirror = (bus: Bus, actor: Actor, topics: Record<string, LiveTopic<Actor>>, lists: readonly LiveTopic<Actor>[] = []) => {
  const followed = [...new Set([...Object.values(topics), ...lists])]
  const screens = new Map<string, Screen>()
  const heard = new Set<string>()
  const underWay = new Set<Promise<void>>()
  const follow = (run: Promise<void>): void => {
    underWay.add(run)
    void run.finally(() => underWay.delete(run)).catch(() => {})
  }
  const freshOf = async ({ topic, id }: Pick<Screen, 'topic' | 'id'>): Promise<LiveState> =>
    fromSnapshot({ topic: topic.name, epoch: '', n: 0, rows: await topic.snapshot(actor, id) })
  const read = (screen: Screen): void => {
    screen.reading = screen.reading.then(async () => {
      screen.state = await freshOf(screen)
    })
    follow(screen.reading)
  }
  const isWatched = (topic: LiveTopic<Actor>) => (id: string) => screens.has(`${topic.name}:${id}`)
  const watchedOf = (topic: LiveTopic<Actor>): ReadonlySet<string> =>
    new Set([...screens.values()].filter((one) => one.topic === topic).map((one) => one.id))
  const inOrder = new Map(followed.map((topic) => [topic, createInOrder()]))
  /** In the order of the desk (`server/platform/live.ts`). */
  const tell = async (topic: LiveTopic<Actor>, present: () => Promise<TopicRows[]> | TopicRows[] | undefined): Promise<void> => {
    await inOrder.get(topic)?.(present, (told) => apply(topic, told ?? []))
  }
  const apply = (topic: LiveTopic<Actor>, told: readonly TopicRows[]): void => {
    for (const { id, rows, again } of told) {
      const screen = screens.get(`${topic.name}:${id}`)
      if (!screen) continue
      if (again) read(screen)
      else {
        // Told while a snapshot is read, it comes after it, as a browser keeps events until then.
        screen.reading = screen.reading.then(() => {
          screen.state = applyRows(screen.state, rows)
        })
        follow(screen.reading)
      }
    }
  }
  const watch = (topic: LiveTopic<Actor>, id: string): void => {
    if (screens.has(`${topic.name}:${id}`)) return
    const screen: Screen = { topic, id, state: new Map(), reading: Promise.resolve() }
    screens.set(`${topic.name}:${id}`, screen)
    read(screen)
  }
  for (const topic of lists) watch(topic, 'all')
  const begin = ({ stream }: Entry): void => {
    const cut = stream.indexOf(':')
    const topic = topics[stream.slice(0, cut)]
    if (topic) watch(topic, stream.slice(cut + 1))
  }
  const unhear = [
    bus.onEntry((entry, state) => {
      heard.add(entry.change.type)
      begin(entry)
      for (const topic of followed) follow(tell(topic, () => topic.changes?.(entry, state, isWatched(topic), watchedOf(topic))))
    }),
    ...followed.flatMap((topic) =>
      Object.entries(topic.facts ?? {}).map(([fact, present]) =>
        bus.onPassing(fact, (data) => follow(tell(topic, () => present(data, isWatched(topic), watchedOf(topic))))),
      ),
    ),
  ]
  return {
    /** The changes it was told of. */
    heard,
    /** A screen of something that has been there before. */
    watch,
    /** Leaves every screen but the lists, as nothing more is asked of them. */
    leave: (): void => {
      for (const [key, { topic, id }] of screens) if (id !== 'all' || !lists.includes(topic)) screens.delete(key)
    },
    check: async (): Promise<void> => {
      for (const screen of screens.values())
        await waitFor(
          async () => {
            while (underWay.size > 0) await Promise.all(underWay)
            const fresh = shownOf(await freshOf(screen))
            const differences = isLeft(screen, fresh) ? [] : differencesOf(shownOf(screen.state), fresh)
            if (differences.length > 0) throw new Error(differences.join('\n'))
            return true
          },
          { what: `what is shown of ${screen.topic.name} ${screen.id}` },
        )
    },
    stop: (): void => {
      for (const one of unhear) one()
    },
  }
}
