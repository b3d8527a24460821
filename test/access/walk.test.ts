import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../../server/platform/routes.ts'
import { type Permission, type Role, rolePermissions, roles } from '../../server/staff/index.ts'
import { tries } from '../setup/tries.ts'
import { openRealDesk, type RealDesk } from './real-desk.ts'
import { isId, longerBodies, operatorBodies, queryFieldsOf, sampleBody, sampleQuery } from './samples.ts'

/** Their tokens may be of any type and are then as wrong as any other (SECURITY W4): refused, though not as a bad value. */
const takesAnyToken = (one: Route, what: string): boolean => one.may === 'public' && what.startsWith('token=')

let desk: RealDesk
let routes: readonly Route[]
beforeAll(async () => {
  desk = await openRealDesk()
  routes = desk.app.inside.routes as readonly Route[]
})
afterAll(() => desk?.stop())

const missing = 'missing00000000000000000'
/** Two fields of one door name two different things that are not there. */
const missingIn = (name: string): string => `${missing}${name}`
const fill = (path: string, idFor: (name: string) => string): string =>
  path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(idFor(name)))
const nameOf = (one: Route): string => `${one.method} ${one.path}`
const namesInBody = (one: Route): boolean => Object.keys(sampleBody(one, missingIn) ?? {}).some(isId)
/** Every door that needs no sign-in: one more is a decision, and stands here. */
const publicDoors = [
  'post /invitations/accept',
  'post /refresh',
  'post /sign-in',
  'post /sign-in/first-admin',
  'post /sign-in/forgotten',
  'post /sign-in/link',
  'post /sign-in/link/look',
  'post /sign-in/password',
]
const guarded = (): Route[] => routes.filter((one) => one.may !== 'public')

/** Calls each door with a body it would accept unless told; gives the ones that answered otherwise, by name. */
const unlike = async (
  calls: readonly { one: Route; token?: string | undefined; path?: string; body?: unknown; what?: string }[],
  isRight: (status: number) => boolean,
): Promise<string[]> => {
  const wrong: string[] = []
  for (const { one, token, path = fill(one.path, () => missing), body = sampleBody(one, missingIn), what = '' } of calls) {
    const answer = await desk.call(one.method, path, { token, ...(one.method === 'get' ? {} : { body }) })
    if (!isRight(answer.status)) wrong.push(`${nameOf(one)} ${what}: ${answer.status} ${answer.body?.error?.code ?? ''}`)
  }
  return wrong
}

describe('every door of the API', { timeout: 60_000 }, () => {
  it('is walked', () => {
    expect(routes.length).toBeGreaterThan(50)
    expect(new Set(routes.map(nameOf)).size).toBe(routes.length)
    const open = routes.filter((one) => one.may === 'public').map(nameOf)
    expect(open.sort()).toEqual(publicDoors)
    const known = new Set<string>(rolePermissions.admin)
    expect(guarded().filter((one) => !known.has(one.may))).toEqual([])
  })

  it('asks who is there', async () => {
    const isNobody = (status: number): boolean => status === 401
    expect(
      await unlike(
        guarded().map((one) => ({ one })),
        isNobody,
      ),
    ).toEqual([])
    for (const token of ['nonsense', desk.visitorToken, `pbk_${'a'.repeat(24)}_${'b'.repeat(52)}`])
      expect(
        await unlike(
          guarded().map((one) => ({ one, token })),
          isNobody,
        ),
      ).toEqual([])
  })

  it('is shut to every role that does not hold its permission', async () => {
    const calls = roles.flatMap((role) =>
      guarded()
        .filter((one) => !rolePermissions[role].includes(one.may as Permission))
        .map((one) => ({ one, token: desk.people[role].token, what: `as ${role}` })),
    )
    expect(calls.length).toBeGreaterThan(50)
    expect(await unlike(calls, (status) => status === 403)).toEqual([])
  })

  it('is shut to a key without scopes', async () => {
    const calls = guarded().map((one) => ({ one, token: desk.bareKey }))
    expect(await unlike(calls, (status) => status === 403)).toEqual([])
  })

  it('answers missing ids alike, wherever they stand', async () => {
    const named = guarded().filter((one) => /:/.test(one.path) || namesInBody(one))
    expect(named.length).toBeGreaterThan(35)
    expect(
      await unlike(
        named.map((one) => ({ one, token: anAdmin() })),
        (status) => status === 404,
      ),
    ).toEqual([])
    const odd = ['__proto__', 'constructor', '$ne', '../me', 'case:x', 'a/b', '\u0000', 'é'.repeat(30)]
    const eachOf = tries(2, odd.length)
    const oddly = named.flatMap((one, at) =>
      Array.from({ length: eachOf }, (_, turn) => odd[(at * eachOf + turn) % odd.length] as string).flatMap((id) => [
        { one, token: anAdmin(), path: fill(one.path, () => id), what: `at ${id}` },
        ...(namesInBody(one) ? [{ one, token: anAdmin(), body: sampleBody(one, () => id), what: `with ${id}` }] : []),
      ]),
    )
    expect(await unlike(oddly, (status) => status === 404 || status === 400)).toEqual([])
  })

  it('refuses operators and lists in each field of its body', async () => {
    const calls = routes.flatMap((one) => {
      const sample = sampleBody(one, missingIn)
      if (!sample) return []
      const bodies = [...operatorBodies(one, sample), { what: 'a list', body: [sample] as never }]
      return bodies.filter(({ what }) => !takesAnyToken(one, what)).map((bad) => ({ one, token: tokenFor(one), ...bad }))
    })
    expect(calls.length).toBeGreaterThan(200)
    expect(await unlike(calls, (status) => status === 400)).toEqual([])
    const withTokens = routes.flatMap((one) =>
      one.body && one.may === 'public'
        ? operatorBodies(one, sampleBody(one, missingIn) ?? {})
            .filter(({ what }) => takesAnyToken(one, what))
            .map((bad) => ({ one, ...bad }))
        : [],
    )
    expect(withTokens.length).toBeGreaterThan(2)
    expect(await unlike(withTokens, (status) => status >= 400 && status < 500)).toEqual([])
  })

  it('refuses a field too many', async () => {
    const calls = routes.flatMap((one) => {
      const sample = sampleBody(one, missingIn)
      return sample ? longerBodies(one, sample).map((bad) => ({ one, token: tokenFor(one), ...bad })) : []
    })
    expect(calls.length).toBeGreaterThan(100)
    expect(await unlike(calls, (status) => status === 400)).toEqual([])
  })

  it('refuses operators, lists and unknown names in its query', async () => {
    const calls = routes
      .filter((one) => one.method === 'get' || one.query)
      .flatMap((one) => {
        const path = fill(one.path, () => missing)
        const needed = sampleQuery(one)
        const doubled = queryFieldsOf(one).flatMap((name) => [`${name}=1&${name}=2`, `${name}[$ne]=1`])
        const more = ['$where=1', 'isAdmin=1'].map((name) => [...needed, name].join('&'))
        return [...doubled, ...more].map((query) => ({
          one,
          token: anAdmin(),
          path: `${path}?${query}`,
          what: query,
        }))
      })
    expect(calls.length).toBeGreaterThan(60)
    expect(await unlike(calls, (status) => status === 400)).toEqual([])
  })

  it('opens to those who hold its permission: what was refused above was refused for the reason it gave', async () => {
    const reads = guarded().filter((one) => one.method === 'get' && !one.path.includes(':'))
    const calls = (Object.keys(desk.people) as Role[]).flatMap((role) =>
      reads
        .filter((one) => rolePermissions[role].includes(one.may as Permission))
        .map((one) => ({ one, token: desk.people[role].token, path: one.path === '/search' ? '/search?q=word' : one.path, what: role })),
    )
    expect(await unlike(calls, (status) => status === 200)).toEqual([])
  })

  it('has failed nowhere inside', () => expect(desk.errors()).toEqual([]))
})

/** Public doors are for who is not signed in. Setting a password has a small budget a person: each field is tried by another one. */
const tokenFor = (one: Route): string | undefined => {
  if (one.may === 'public') return undefined
  const holders = roles.filter((role) => rolePermissions[role].includes(one.may as Permission))
  turn += 1
  const role = holders[turn % holders.length] as Role
  return role === 'admin' ? anAdmin() : desk.people[role].token
}
const anAdmin = (): string => {
  turn += 1
  return desk.admins[turn % desk.admins.length] as string
}
let turn = 0
