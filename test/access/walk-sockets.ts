import { io, Manager } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import type { Audience } from '../../server/platform/live.ts'
import { clientToken, phoneToken } from '../../server/sandbox/carrier/wire.ts'
import { type Permission, type Role, rolePermissions, roles } from '../../server/staff/index.ts'
import { bodyWith, placeName, placesOfBody } from './id-places.ts'
import { meaningOf, type Noun, topics, words } from './id-table.ts'
import { sampleOf, shapeOf } from './samples.ts'
import { type Connected, connect, type TwoTeams } from './two-teams.ts'

/** As what they name would look. */
const MISSING = { sid: `CA${'0'.repeat(32)}` } as Partial<Record<Noun, string>>
const missingOf = (noun: Noun): string => MISSING[noun] ?? 'missing0000000000'

/** Who asks, by the token of a namespace; null: nobody, who came into none. */
type From = { who: string; namespace: string; token: string } | null

/** Writes an event into a connection that never came into its namespace; gives what the server said, or that it hung up. */
const pushIn = (url: string, from: From, namespace: string, event: string): Promise<string> =>
  new Promise((resolve) => {
    const options = { path: '/live', transports: ['websocket'], reconnection: false, forceNew: true }
    const push = (manager: Manager, end: () => void): void => {
      manager.engine.on('message', (said: unknown) => {
        end()
        resolve(`answered: ${said}`)
      })
      manager.engine.once('close', () => resolve('hung up'))
      manager.engine.write(`2${namespace},1${JSON.stringify([event, {}])}`)
    }
    if (from) {
      const socket = io(`${url}${from.namespace}`, { ...options, auth: { token: from.token } })
      socket.once('connect_error', (error) => resolve(`not even in: ${error.message}`))
      socket.once('connect', () => push(socket.io, () => socket.disconnect()))
    } else {
      const manager = new Manager(url, { ...options, autoConnect: false })
      manager.open((error) => (error ? resolve(`not even in: ${error.message}`) : push(manager, () => manager.engine.close())))
    }
  })

/** Every namespace, topic and event of the live side: with no token, a wrong one and somebody else's, by every role, and with foreign ids. */
export const walkSockets = (desk: () => TwoTeams): void => {
  const audiences = (): readonly Audience[] => desk().app.inside.audiences as unknown as readonly Audience[]
  const eventsOf = ({ verbs }: Audience): string[] => ['watch', 'unwatch', ...verbs.map((one) => one.name)]
  const tokenOf = (namespace: string): string => {
    const { people, visits, phones } = desk()
    const ownPhone = phoneToken(phones[0].address, phones[0].key)
    return { '/staff': people.agent.token, '/visitor': visits[0].token, '/carrier': ownPhone }[namespace] ?? 'no such audience'
  }
  /** Everybody who may come into a namespace: of the staff, one of each role. */
  const callers = (namespace: string): { who: Role | 'guest'; namespace: string; token: string }[] =>
    namespace === '/staff'
      ? roles.map((who) => ({ who, namespace, token: desk().people[who].token }))
      : [{ who: 'guest', namespace, token: tokenOf(namespace) }]

  describe('every namespace, topic and event', { timeout: 120_000 }, () => {
    it('is behind a token of its own audience', async () => {
      const { url, people, file } = desk()
      expect(audiences().map((one) => one.namespace)).toEqual(['/staff', '/visitor', '/carrier'])
      const wrong: unknown[] = []
      for (const { namespace } of audiences()) {
        const own = tokenOf(namespace)
        const others = audiences().flatMap((one) => (one.namespace === namespace ? [] : callers(one.namespace).map(({ token }) => token)))
        const bad = [undefined, '', 'nonsense', { $ne: null }, [own], `${own.slice(0, -1)}?`, file.apiKey, ...others]
        if (namespace === '/carrier')
          bad.push(clientToken(people.agent.token, 'a-key-of-this-test'), phoneToken('nobody', 'a-key-of-this-test'))
        for (const token of bad) {
          const { refused, close } = await connect(url, namespace, token === undefined ? {} : { token })
          close()
          if (refused !== 'unauthenticated') wrong.push([namespace, token, refused])
        }
        const { refused } = await connect(url, namespace, { token: own }, 'https://evil.example')
        if (refused !== 'forbidden') wrong.push([namespace, 'another origin', refused])
      }
      expect(wrong).toEqual([])
      expect((await connect(url, '/other', { token: people.admin.token })).refused).toBeDefined()
    })

    it('hears nothing from who came into another namespace only, whatever their role, or into none', async () => {
      const tried = audiences().flatMap(({ namespace, ...one }) => {
        const strangers = audiences().filter((other) => other.namespace !== namespace)
        const froms: From[] = [null, ...strangers.flatMap((other) => callers(other.namespace))]
        return eventsOf({ namespace, ...one }).flatMap((event) => froms.map((from) => ({ namespace, event, from })))
      })
      expect(tried.length).toBeGreaterThan(100)
      for (const { namespace, event, from } of tried) {
        const said = await pushIn(desk().url, from, namespace, event)
        expect([namespace, event, from?.who, said]).toEqual([namespace, event, from?.who, 'hung up'])
      }
    })

    it('takes an event from the roles that may, by what it declares, and from no other', async () => {
      const { url, own } = desk()
      const [wrong, tried]: [unknown[], string[]] = [[], []]
      for (const { namespace, verbs } of audiences())
        for (const { who, token } of callers(namespace)) {
          const { ask, close } = await connect(url, namespace, { token })
          for (const { name, body, may } of verbs.filter((one) => one.may !== undefined || namespace === '/staff')) {
            const isAllowed = who !== 'guest' && (!may || rolePermissions[who].includes(may as Permission))
            const bodyOf = (idOf: (noun: Noun) => string | undefined): unknown =>
              body.parse(
                sampleOf('', shapeOf(body), (field) => {
                  const noun = meaningOf(`${namespace} ${name}`, field)
                  return (typeof noun === 'string' && idOf(noun)) || 'missing0000000000'
                }),
              )
            const said = [
              await ask(
                name,
                bodyOf((noun) => own[noun]),
              ),
              await ask(
                name,
                bodyOf(() => undefined),
              ),
            ].map(({ ok, error }) => (ok ? 'taken' : error?.kind))
            tried.push(`${who} ${name}: ${said}`)
            if (JSON.stringify(said) !== JSON.stringify(isAllowed ? ['taken', 'not-found'] : ['forbidden', 'forbidden']))
              wrong.push([namespace, who, name, said])
          }
          close()
        }
      expect(wrong).toEqual([])
      // Only the staff have roles: an event of another audience that asked for one would be nobody's.
      expect(audiences().flatMap((one) => (one.namespace === '/staff' ? [] : one.verbs.filter(({ may }) => may !== undefined)))).toEqual([])
      for (const answer of ['taken,not-found', 'forbidden,forbidden']) expect(tried.filter((one) => one.endsWith(answer))).not.toEqual([])
    })

    it('shows a topic to the roles that may, and nothing of other teams, other people or nobody', async () => {
      const { url, people, own, foreign, customerId, visits, phones } = desk()
      const named = audiences().flatMap((one) => one.topics.map((topic) => `${one.namespace} ${topic.name}`))
      expect(named.sort()).toEqual(Object.keys(topics).sort())
      const others: Record<string, string[]> = {
        visit: [visits[1].sessionId],
        phone: [phones[1].lineId],
        customer: [],
      }
      const colleagueOf = (role: string): string => people[role === 'admin' ? 'agent' : 'admin'].id
      const wrong: unknown[] = []
      type Mine = Partial<Record<string, string>>
      const look = async (who: string, { ask }: Connected, namespace: string, sees: (may: Permission | null) => boolean, mine: Mine) => {
        const watch = async (topic: string): Promise<string> => {
          const { ok, error } = await ask('watch', { topic })
          return ok ? 'seen' : `${error?.kind}: ${error?.message}`
        }
        for (const [key, { may, id }] of Object.entries(topics)) {
          const [space, topic] = key.split(' ')
          if (space !== namespace) continue
          const seen = await watch(`${topic}:${typeof id === 'string' ? (mine[id] ?? own[id as Noun]) : id[0]}`)
          if (sees(may) ? seen !== 'seen' : !seen.startsWith('forbidden:')) wrong.push([who, key, 'own', seen])
          if (typeof id !== 'string') continue
          const none = await watch(`${topic}:missing0000000000`)
          if (!none.startsWith(sees(may) ? 'not-found:' : 'forbidden:')) wrong.push([who, key, 'missing', none])
          // An admin sees every queue, and what is of one person only not even so.
          const foreignIds = who === 'admin' ? [] : foreign.flatMap((one) => one[id as Noun] ?? [])
          for (const value of id === 'person' ? [colleagueOf(who)] : (others[id] ?? foreignIds)) {
            const said = await watch(`${topic}:${value}`)
            if (said !== none) wrong.push([who, key, value, said, none])
          }
        }
      }
      for (const role of roles) {
        const socket = await connect(url, '/staff', { token: people[role].token })
        const may = (one: Permission | null): boolean => one !== null && rolePermissions[role].includes(one)
        await look(role, socket, '/staff', may, { person: people[role].id, customer: customerId })
        const list = JSON.stringify(await socket.ask('watch', { topic: 'queues:all' }))
        expect([role, foreign.some((one) => one.queue && list.includes(one.queue))]).toEqual([role, role === 'admin'])
        const calls = await socket.ask('watch', { topic: `calls:mine-${colleagueOf(role)}` })
        expect([role, calls.ok]).toEqual([role, false])
        socket.close()
      }
      const visitor = await connect(url, '/visitor', { token: visits[0].token })
      await look('a visitor', visitor, '/visitor', () => true, { visit: visits[0].sessionId })
      visitor.close()
      const phone = await connect(url, '/carrier', { token: tokenOf('/carrier') })
      const { answer } = await phone.ask('hello', {})
      await look('a phone', phone, '/carrier', () => true, { phone: (answer as { lineId: string }).lineId })
      phone.close()
      expect(wrong).toEqual([])
      const admin = await connect(url, '/staff', { token: people.admin.token })
      for (const { case: caseId } of foreign) if (caseId) expect((await admin.ask('watch', { topic: `case:${caseId}` })).ok).toBe(true)
      admin.close()
    })

    it('takes no foreign id in an event: it is as one that is not there, and nothing comes of it', async () => {
      const { url, own, foreign, asAdmin, answerId, visits, phones } = desk()
      const stateOf = async (): Promise<string> => (await asAdmin('get', `/messages/${answerId}`)).delivery.state
      const before = await stateOf()
      const known: Record<string, string | undefined> = {
        sid: own.sid,
        to: own.sid,
        mediaId: 'media-of-mine',
        toMediaId: 'media-of-mine',
        digits: '1',
      }
      const [wrong, tried]: [unknown[], string[]] = [[], []]
      // An admin sees every queue: nothing is foreign to them.
      const asking = audiences().flatMap((one) => callers(one.namespace).flatMap((by) => (by.who === 'admin' ? [] : [{ ...by, ...one }])))
      for (const { who, namespace, token, verbs } of asking) {
        const { ask, close } = await connect(url, namespace, { token })
        for (const { name, body } of verbs)
          for (const place of placesOfBody(body)) {
            const event = `${namespace} ${name}`
            const meaning = meaningOf(event, place.name)
            if (meaning === undefined && !words.includes(place.name)) wrong.push([event, place.name, 'stands in no table'])
            if (typeof meaning !== 'string') continue
            const say = async (value: string): Promise<string> => {
              const idFor = (field: string): string => {
                const noun = meaningOf(event, field)
                return known[field] ?? (typeof noun === 'string' ? (own[noun] ?? '') : '')
              }
              const filled = bodyWith(body, place, value, idFor)
              const beside = Object.entries(known).filter(([field]) => field in filled && field !== place.name)
              return JSON.stringify(await ask(name, body.parse({ ...filled, ...Object.fromEntries(beside) })))
            }
            tried.push(`${who} ${event} ${placeName(place)}`)
            const none = await say(missingOf(meaning))
            for (const value of foreign.flatMap((family) => family[meaning] ?? [])) {
              const said = await say(value)
              if (said !== none) wrong.push([who, event, place.name, said, none])
            }
          }
        close()
      }
      expect(wrong).toEqual([])
      expect(tried.length).toBeGreaterThan(10)
      expect([await stateOf(), phones[1].call()?.state, phones[1].signals]).toEqual([before, 'live', []])
      const theirs = await connect(url, '/visitor', { token: visits[1].token })
      expect((await theirs.ask('read', { messageIds: [answerId] })).ok).toBe(true)
      expect([before, await stateOf()]).toEqual(['sent', 'read'])
      theirs.close()
    })

    it('refuses operators, lists and fields too many', async () => {
      const bad = [
        undefined,
        null,
        'x',
        [],
        { $ne: null },
        { topic: { $ne: null } },
        { topic: ['case:x'] },
        { topic: 'staff:all', more: 1 },
      ]
      for (const audience of audiences()) {
        const { ask, close } = await connect(desk().url, audience.namespace, { token: tokenOf(audience.namespace) })
        for (const event of eventsOf(audience))
          for (const body of bad) expect([event, body, (await ask(event, body)).ok]).toEqual([event, body, false])
        for (const topic of ['__proto__:x', 'constructor:x', 'nothing:x', ':::', 'session:x'])
          expect([topic, (await ask('watch', { topic })).ok]).toEqual([topic, false])
        close()
      }
      expect(desk().errors).toEqual([])
    })
  })
}
