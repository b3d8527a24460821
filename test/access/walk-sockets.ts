import { io } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import type { Audience } from '../../server/platform/live.ts'
import { clientToken, phoneToken } from '../../server/sandbox/carrier/wire.ts'
import { type Permission, rolePermissions } from '../../server/staff/index.ts'
import { bodyWith, placeName, placesOfBody } from './id-places.ts'
import { meaningOf, type Noun, topics, words } from './id-table.ts'
import { type Connected, connect, type TwoTeams } from './two-teams.ts'

/** As what they name would look. */
const MISSING = { sid: `CA${'0'.repeat(32)}` } as Partial<Record<Noun, string>>
const missingOf = (noun: Noun): string => MISSING[noun] ?? 'missing0000000000'

/** Writes an event into a connection that never came into its namespace; gives what the server said, or that it hung up. */
const pushIn = (url: string, from: string, token: string, namespace: string, event: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = io(`${url}${from}`, { path: '/live', auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true })
    socket.once('connect_error', (error) => resolve(`not even in: ${error.message}`))
    socket.once('connect', () => {
      socket.once('disconnect', () => resolve('hung up'))
      socket.io.engine.on('message', (said: unknown) => {
        socket.disconnect()
        resolve(`answered: ${said}`)
      })
      socket.io.engine.write(`2${namespace},1${JSON.stringify([event, {}])}`)
    })
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

  describe('every namespace, topic and event', { timeout: 120_000 }, () => {
    it('is behind a token of its own audience', async () => {
      const { url, people, file } = desk()
      expect(audiences().map((one) => one.namespace)).toEqual(['/staff', '/visitor', '/carrier'])
      const wrong: unknown[] = []
      for (const { namespace } of audiences()) {
        const own = tokenOf(namespace)
        const others = audiences().map((one) => tokenOf(one.namespace))
        const bad = [
          undefined,
          '',
          'nonsense',
          { $ne: null },
          [own],
          `${own.slice(0, -1)}?`,
          file.apiKey,
          ...others.filter((one) => one !== own),
        ]
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

    it('hears nothing from who came into another namespace only', async () => {
      const tried = audiences().flatMap((one) => eventsOf(one).map((event) => ({ namespace: one.namespace, event })))
      expect(tried.length).toBeGreaterThan(20)
      for (const { namespace, event } of tried) {
        const from = namespace === '/visitor' ? '/carrier' : '/visitor'
        const said = await pushIn(desk().url, from, tokenOf(from), namespace, event)
        expect([namespace, event, said]).toEqual([namespace, event, 'hung up'])
      }
    })

    it('shows a topic to the roles that may, and nothing of other teams, other people or nobody', async () => {
      const { url, people, own, foreign, customerId, visits, phones } = desk()
      const named = audiences().flatMap((one) => one.topics.map((topic) => `${one.namespace} ${topic.name}`))
      expect(named.sort()).toEqual(Object.keys(topics).sort())
      const others: Record<string, string[]> = {
        visit: [visits[1].sessionId],
        phone: [phones[1].lineId],
        person: [people.admin.id],
        customer: [],
      }
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
          for (const value of others[id] ?? foreign.flatMap((one) => one[id as Noun] ?? [])) {
            const said = await watch(`${topic}:${value}`)
            if (said !== none) wrong.push([who, key, value, said, none])
          }
        }
      }
      for (const role of ['agent', 'supervisor', 'marketing'] as const) {
        const socket = await connect(url, '/staff', { token: people[role].token })
        const may = (one: Permission | null): boolean => one !== null && rolePermissions[role].includes(one)
        await look(role, socket, '/staff', may, { person: people[role].id, customer: customerId })
        const list = JSON.stringify(await socket.ask('watch', { topic: 'queues:all' }))
        expect(foreign.some((one) => one.queue && list.includes(one.queue))).toBe(false)
        const calls = await socket.ask('watch', { topic: `calls:mine-${people.admin.id}` })
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
      for (const { namespace, verbs } of audiences()) {
        const { ask, close } = await connect(url, namespace, { token: tokenOf(namespace) })
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
            tried.push(`${event} ${placeName(place)}`)
            const none = await say(missingOf(meaning))
            for (const value of foreign.flatMap((family) => family[meaning] ?? [])) {
              const said = await say(value)
              if (said !== none) wrong.push([event, place.name, said, none])
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
