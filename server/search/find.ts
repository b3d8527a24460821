import { termsFilter } from '../customers/index.ts'
import type { Platform } from '../platform/room.ts'
import { type Actor, allow, isAllowed, seesTeams } from '../staff/index.ts'
import { type FoundKind, openDocuments, type SearchDocument } from './document.ts'
import type { SearchFaces } from './faces.ts'
import { otherSpellings } from './other-spellings.ts'
import { askable } from './terms-of.ts'
import type { SearchItem, SearchQuery } from './wire.ts'

const PURPOSE = 'search'
const SNIPPET = 160
const permissionFor = { case: 'case.read', message: 'message.read', customer: 'customer.read' } as const

const cut = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > SNIPPET ? `${line.slice(0, SNIPPET - 1)}…` : line
}

/**
 * Finds cases, messages and customers by words, the last one as a beginning; when nothing has them, as others would spell them. People first, then cases,
 * then messages, each newest first. A restricted queue's cases and messages are not there for people outside its teams, as in every list. Throws forbidden, invalid (cursor).
 */
export const createFind = (platform: Platform, { cases, hub, customers, queues }: SearchFaces) => {
  const documents = openDocuments(platform.connection)

  const visibleTo = (actor: Actor): Record<string, unknown>[] => {
    const kinds = (Object.keys(permissionFor) as FoundKind[]).filter((kind) => isAllowed(actor, permissionFor[kind]))
    const hidden = queues.all().filter((queue) => !seesTeams(actor, queue.restrictedTo))
    return [
      ...(kinds.length < 3 ? [{ kind: { $in: kinds } }] : []),
      ...(hidden.length > 0 ? [{ queueId: { $nin: hidden.map((queue) => queue.id) } }] : []),
    ]
  }

  const present = async (actor: Actor, found: readonly SearchDocument[]): Promise<SearchItem[]> => {
    const caseIds = [...new Set(found.filter((one) => one.caseId !== '').map((one) => one.caseId))]
    const [states, titles, messages, people] = await Promise.all([
      // Asked again as this actor: what is written here may be a moment behind a transfer into a restricted queue.
      caseIds.length > 0 ? cases.getStates(actor, caseIds) : [],
      cases.readTitles(caseIds),
      hub.byIds(found.filter((one) => one.kind === 'message').map((one) => one.of)),
      isAllowed(actor, 'customer.read')
        ? customers.getMany(
            actor,
            found.map((one) => one.customerId),
          )
        : undefined,
    ])
    const caseOf = new Map(states.map((one) => [one.id, one]))
    const messageOf = new Map(messages.map((one) => [one.id, one]))
    return found.flatMap((one): SearchItem[] => {
      const current = caseOf.get(one.caseId)
      const person = people?.get(one.customerId)
      const at = one.at.toISOString()
      if (one.kind === 'customer') {
        if (!person) return []
        const addresses = person.identities.filter((identity) => identity.channel !== 'chat').map((identity) => identity.address)
        return [
          {
            kind: 'customer',
            id: person.id,
            customerId: person.id,
            title: person.name,
            snippet: cut([person.company, ...new Set(addresses)].filter(Boolean).join(' · ')),
            at,
          },
        ]
      }
      if (!current) return []
      const title = titles.get(one.caseId) ?? `Case ${current.number}`
      const base = { caseId: one.caseId, customerId: person?.id ?? one.customerId, title, at }
      if (one.kind === 'case')
        return [{ kind: 'case', id: one.of, ...base, snippet: cut([`#${current.number}`, person?.name ?? ''].filter(Boolean).join(' · ')) }]
      const message = messageOf.get(one.of)
      return message ? [{ kind: 'message', id: one.of, ...base, snippet: cut(message.text || message.subject) }] : []
    })
  }

  return async (actor: Actor, { q, limit = 20, cursor }: Omit<SearchQuery, 'limit'> & { limit?: number }) => {
    allow(actor, 'search.read')
    const after: Record<string, unknown>[] = []
    if (cursor) {
      const [rank, at, id] = platform.cursors.read(PURPOSE, cursor)
      const moment = new Date(Number(at))
      after.push({
        $or: [
          { rank: { $gt: Number(rank) } },
          { rank: Number(rank), at: { $lt: moment } },
          { rank: Number(rank), at: moment, _id: { $lt: String(id) } },
        ],
      })
    }
    const look = async (question: string): Promise<SearchDocument[]> => {
      const wanted = termsFilter(question, askable)
      if (!wanted) return []
      return documents
        .find({ $and: [wanted, ...visibleTo(actor), ...after] } as never)
        .sort({ rank: 1, at: -1, _id: -1 })
        .limit(limit + 1)
        .toArray()
    }
    let found = await look(q)
    // A cursor needs no spelling: those before the one it was given for find nothing after it either.
    for (const other of found.length > 0 ? [] : otherSpellings(q)) {
      found = await look(other)
      if (found.length > 0) break
    }
    const shown = found.slice(0, limit)
    const last = shown.at(-1)
    return {
      items: await present(actor, shown),
      nextCursor: found.length > limit && last ? platform.cursors.sign(PURPOSE, [last.rank, last.at.getTime(), last._id]) : null,
    }
  }
}
