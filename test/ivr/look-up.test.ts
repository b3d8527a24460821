import { describe, expect, it } from 'vitest'
import { type FlowSet, lookupRequest, readFlows, readLookup } from '../../server/ivr/index.ts'

const { flows } = readFlows([
  {
    name: 'lookups.yaml',
    text: 'lookups:\n  order:\n    url: "{desk}/api/orders"\n    timeoutSeconds: 2\n    arguments: { order: "[0-9]+|LF.*", zip: ".{0,5}" }\n    values: { state: state, day: delivery.day }\n',
  },
])
const set = flows as FlowSet
const DESK = 'http://127.0.0.1:3000'

describe('a look-up', () => {
  it('asks for what it is given, by query values', () => {
    expect(lookupRequest(set, 'order', { order: '20718', zip: '0142' }, DESK)).toEqual({
      url: `${DESK}/api/orders?order=20718&zip=0142`,
      timeoutMs: 2000,
      record: '20718',
      missesPerDay: 10,
    })
  })

  it.each(['LF/../../admin', 'LF?x=1', 'LF#', 'LF@evil.example', 'LF&zip=1', 'LF%2e%2e', 'LF {desk}', 'LF\\..\\', 'LF$&'])(
    'lets %s change neither host nor path nor another value (P11)',
    (order) => {
      const url = new URL(lookupRequest(set, 'order', { order, zip: 'a' }, DESK)?.url ?? '')
      expect([url.origin, url.pathname, url.hash, url.searchParams.getAll('order'), url.searchParams.getAll('zip')]).toEqual([
        DESK,
        '/api/orders',
        '',
        [order],
        ['a'],
      ])
    },
  )

  it.each<[string, string, Record<string, string>]>([
    ['of no such name', 'stock', {}],
    ['without an argument', 'order', { order: '1' }],
    ['with one too many', 'order', { order: '1', zip: '', other: '1' }],
    ['with one that only begins right', 'order', { order: '1 or so', zip: '' }],
    ['with one of two lines', 'order', { order: '1\n2', zip: '' }],
    ['with one that is too long', 'order', { order: '1'.repeat(101), zip: '' }],
  ])('%s is not asked', (_name, name, given) => expect(lookupRequest(set, name, given, DESK)).toBeNull())

  it.each<[string, { status: number; body: string }, string, Record<string, string>]>([
    ['what is declared', { status: 200, body: '{"state":"sent","delivery":{"day":3},"secret":1}' }, 'found', { state: 'sent', day: '3' }],
    ['no object as a value', { status: 200, body: '{"state":{"a":1},"delivery":null}' }, 'found', {}],
    ['nothing that every object has', { status: 200, body: '{}' }, 'found', {}],
    ['short text only', { status: 200, body: JSON.stringify({ state: 'x'.repeat(500) }) }, 'found', { state: 'x'.repeat(100) }],
    ['404 as missing', { status: 404, body: 'no' }, 'missing', {}],
    ['500 as failed', { status: 500, body: '{}' }, 'failed', {}],
    ['a redirect as failed', { status: 302, body: '{}' }, 'failed', {}],
    ['a page as failed', { status: 200, body: '<html>' }, 'failed', {}],
    ['a bare value as failed', { status: 200, body: 'null' }, 'failed', {}],
  ])('takes %s', (_name, answer, outcome, values) => {
    expect(readLookup(set, 'order', answer)).toEqual({ type: 'looked-up', outcome, values })
  })
})
