import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../../server/platform/routes.ts'
import { type Permission, type Role, rolePermissions } from '../../server/staff/index.ts'
import { bodyWith, type Place, placeName, placesOf } from './id-places.ts'
import { meaningOf, type Noun, nouns, words } from './id-table.ts'
import { sampleBody, sampleQuery } from './samples.ts'
import { type Family, openTwoTeams, type TwoTeams } from './two-teams.ts'
import { walkSockets } from './walk-sockets.ts'

/** What a door says of one that is not there, where it is no 404: it may have been there a moment ago, or is looked for in a list. */
const saysOtherwise: Record<string, number> = {
  'post /cases/:caseId/split body.messageIds.[]': 409,
  'get /calls query.queueId': 200,
  'get /cases query.queueId': 200,
  // Only a person is offered work.
  'post /work/:workId/pick path.workId as key': 403,
}
const MISSING = 'missing0000000000'

let desk: TwoTeams
let routes: readonly Route[]
beforeAll(async () => {
  desk = await openTwoTeams()
  routes = desk.app.inside.routes as readonly Route[]
}, 180_000)
afterAll(() => desk?.close())

const doorOf = ({ method, path }: Route): string => `${method} ${path}`
const nounAt = (one: Route, { name }: Place): Noun | undefined => {
  const meaning = meaningOf(doorOf(one), name)
  return typeof meaning === 'string' ? meaning : undefined
}

interface Asker {
  who: string
  role: Role
  token: string
}

/** Asks a door with a value in one place; what else it needs to be named is of the family. */
const askWith = async (one: Route, place: Place, value: string, family: Family, token: string) => {
  const idFor = (name: string): string => {
    const meaning = meaningOf(doorOf(one), name)
    if (typeof meaning === 'string') return family[meaning] ?? MISSING
    return name === 'customerId' ? desk.customerId : desk.people.admin.id
  }
  const path = one.path.replace(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(place.where === 'path' && place.name === name ? value : idFor(name)),
  )
  const query = [...sampleQuery(one), ...(place.where === 'query' ? [`${place.name}=${value}`] : [])].join('&')
  const body = one.body && place.where === 'body' ? bodyWith(one.body, place, value, idFor) : sampleBody(one, idFor)
  // A body that the schema refuses would be refused alike, whatever stands in it.
  one.body?.parse(body)
  const answer = await desk.call(one.method, query ? `${path}?${query}` : path, { token, ...(one.method === 'get' ? {} : { body }) })
  const { code, message } = answer.body.error ?? {}
  return { status: answer.status, said: JSON.stringify(code ? { code, message } : answer.body).slice(0, 200) }
}

/** What of these people's doing is written down anywhere. */
const traces = (): Promise<number[]> => {
  const count = (name: string, filter: object): Promise<number> =>
    desk.app.inside.platform.connection.collection(name).countDocuments(filter as never)
  return Promise.all([
    count('entries', { by: { $in: desk.those } }),
    count('notes', { authorId: { $in: desk.those } }),
    count('messages', { authorId: { $in: desk.those } }),
    count('uploads', { usedBy: { $ne: '' } }),
  ])
}

describe('ids that a door takes', { timeout: 120_000 }, () => {
  it('are all in the table', () => {
    const places = routes.flatMap((one) => placesOf(one).map((place) => ({ door: doorOf(one), place })))
    const unknown = places.filter(
      ({ door, place }) => meaningOf(door, place.name) === undefined && (place.where === 'path' || !words.includes(place.name)),
    )
    expect(unknown.map(({ door, place }) => `${door} ${placeName(place)}`)).toEqual([])
  })

  it('of what another team works on are not there: at every door, wherever they stand', async () => {
    const before = await traces()
    const [asked, tried] = [new Set<string>(), new Set<Noun>()]
    const wrong = new Set<string>()
    const tryPlace = async (one: Route, place: Place, noun: Noun, { who, token }: Asker): Promise<void> => {
      const name = `${doorOf(one)} ${placeName(place)}`
      const missing = await askWith(one, place, MISSING, desk.own, token)
      asked.add(`${name} as ${who}`)
      if (missing.status !== (saysOtherwise[`${name} as ${who}`] ?? saysOtherwise[name] ?? 404))
        wrong.add(`${name} as ${who}, missing: ${missing.status} ${missing.said}`)
      const compare = async (value: string, family: Family, like: typeof missing): Promise<void> => {
        const { status, said } = await askWith(one, place, value, family, token)
        if (status !== like.status || said !== like.said)
          wrong.add(`${name} as ${who}: ${status} ${said}, and of a missing one ${like.status} ${like.said}`)
      }
      const values = new Map(desk.foreign.flatMap((family) => (family[noun] ? [[family[noun], family] as const] : [])))
      if (values.size > 0) tried.add(noun)
      for (const value of values.keys()) await compare(value, desk.own, missing)
      // Also where all that is named is of one matter of theirs.
      if (place.where !== 'path' || placesOf(one).filter((another) => nounAt(one, another)).length < 2) return
      const allMissing = await askWith(one, place, MISSING, {}, token)
      for (const [value, family] of values) await compare(value, family, allMissing)
    }
    const askers: Asker[] = (['agent', 'supervisor', 'marketing'] as const).map((role) => ({
      who: role,
      role,
      token: desk.people[role].token,
    }))
    askers.push({ who: 'key', role: 'supervisor', token: desk.key })
    for (const asker of askers)
      for (const one of routes.filter(({ may }) => rolePermissions[asker.role].includes(may as Permission)))
        for (const place of placesOf(one)) {
          const noun = nounAt(one, place)
          if (noun) await tryPlace(one, place, noun, asker)
        }
    expect([...wrong]).toEqual([])
    expect(await traces()).toEqual(before)
    expect(asked.size).toBeGreaterThan(200)
    const listed = await desk.call('get', '/numbers', { token: desk.people.supervisor.token })
    expect(listed.body.items.map((one: { id: string }) => one.id)).not.toContain(desk.number.id)
    expect([...tried].sort()).toEqual(nouns.filter((one) => !['answer', 'sid'].includes(one)).sort())
  })
})

walkSockets(() => desk)
