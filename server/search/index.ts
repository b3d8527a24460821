import { type Change, idOfStream } from '../platform/bus.ts'
import type { Platform, RoomParts } from '../platform/room.ts'
import { page, type Route, route } from '../platform/routes.ts'
import type { Actor, SystemActor } from '../staff/index.ts'
import { searchIndexes } from './document.ts'
import type { SearchFaces } from './faces.ts'
import { createFill, type FiledMessage } from './fill.ts'
import { createFind } from './find.ts'
import { filedIn, movedInto, searchReactions } from './react.ts'
import { SearchItem, SearchQuery } from './wire.ts'

export type { SearchFaces } from './faces.ts'
export type { SearchItem } from './wire.ts'

const PAGE = 500

/** One small document for each message, case and customer, and the question that finds them. */
export const createSearch = (platform: Platform, faces: SearchFaces) => {
  const fill = createFill(platform, faces)
  const reactions = searchReactions(fill)
  const find = createFind(platform, faces)
  const face = {
    find,
    /** Makes everything findable anew from the entries: after an import, or when history was written before anybody listened. */
    rebuild: async (_actor: SystemActor): Promise<void> => {
      const seen = new Set<string>()
      let batch: Promise<void>[] = []
      /** Where those stand that were ever moved: the last entry says it. */
      const moved = new Map<string, FiledMessage>()
      const settle = async (): Promise<void> => {
        await Promise.all(batch)
        batch = []
      }
      const add = (key: string, run: () => Promise<void>): void => {
        if (seen.has(key)) return
        seen.add(key)
        batch.push(run())
      }
      const entries = platform.connection
        .collection('entries')
        .find(
          {},
          {
            projection: {
              stream: 1,
              'change.type': 1,
              'change.messageId': 1,
              'change.customerId': 1,
              'change.from': 1,
              'change.messages': 1,
            },
          },
        )
        .sort({ at: 1 })
        .batchSize(PAGE)
      for await (const entry of entries) {
        const { stream, change } = entry as unknown as { stream: string; change: Change }
        const id = idOfStream(stream)
        if (stream.startsWith('case:')) add(stream, () => fill.cases({ id, isNew: false }))
        if (stream.startsWith('customer:')) add(stream, () => fill.customers(id))
        const filed = filedIn({ stream, change })
        if (filed) add(filed.messageId, () => fill.messages(filed))
        for (const one of movedInto({ stream, change })) moved.set(one.messageId, one)
        if (batch.length >= PAGE) await settle()
      }
      await settle()
      batch = [...moved.values()].map((one) => fill.messages(one))
      await settle()
    },
  }
  const routes: Route<Actor>[] = [
    route({
      method: 'get',
      path: '/search',
      summary: 'Finds cases, messages and customers by words, numbers and addresses.',
      may: 'search.read',
      limit: 'search',
      query: SearchQuery,
      answer: page(SearchItem),
      run: (actor: Actor, input) => find(actor, input),
    }),
  ]
  const parts: RoomParts<Actor> = { routes, reactions: reactions as never, indexes: searchIndexes }
  return { ...face, parts }
}

export type Search = ReturnType<typeof createSearch>
