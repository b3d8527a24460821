import { describe, expect, it } from 'vitest'
import { createLog } from '../../server/platform/log.ts'

const logged = (write: (log: ReturnType<typeof createLog>) => void, secrets: string[] = []): string => {
  const lines: string[] = []
  write(createLog({ level: 'info', secrets, to: { write: (line) => lines.push(line) } }))
  return lines.join('')
}

describe('the log', () => {
  it('writes one JSON line with its facts, message and time', () => {
    const line = JSON.parse(logged((log) => log.info({ caseId: 'c1' }, 'assigned')))
    expect(line).toMatchObject({ level: 30, caseId: 'c1', msg: 'assigned' })
    expect(Date.parse(line.time)).toBeGreaterThan(0)
  })

  it('keeps quiet below its level', () => {
    expect(logged((log) => log.debug('no'))).toBe('')
  })

  it.each([
    'password',
    'newPassword',
    'accessToken',
    'refresh_token',
    'x-api-key',
    'apiKey',
    'Authorization',
    'set-cookie',
    'clientSecret',
    'body',
    'text',
  ])('hides the field %s at any depth', (key) => {
    const line = logged((log) => log.info({ deep: [{ [key]: 'canary-4711' }], [key]: 'canary-4711' }, 'x'))
    expect(line).not.toContain('canary')
    expect(line).toContain('(hidden)')
  })

  it.each(['caseId', 'tokens', 'keyPattern', 'spinning', 'requestId'])('shows the field %s', (key) => {
    expect(logged((log) => log.info({ [key]: 'plain' }, 'x'))).toContain('plain')
  })

  it('hides known secrets by value in messages, facts, errors and children', () => {
    const secret = 'c4n"ary\\s3cret'
    const line = logged(
      (log) => {
        log.info(`with ${secret}`)
        log.warn({ where: `a ${secret} b`, encoded: encodeURIComponent(secret) }, 'x')
        log.error({ err: new Error(`failed with ${secret}`, { cause: new Error(secret) }) }, 'x')
        log.child({ room: secret }).info('x')
      },
      [secret],
    )
    expect(line).not.toContain('ary')
    expect(line.split('\n').filter(Boolean)).toHaveLength(4)
    for (const one of line.split('\n').filter(Boolean)) JSON.parse(one)
  })

  it('hides mail addresses, wherever in a line they stand', () => {
    const line = logged((log) => {
      log.warn(
        { err: new Error('E11000 duplicate key: { _id: "email:marta.okonjo+x@rivet.example" }') },
        'for <Marta.Okonjo@post.rivet.example>',
      )
    })
    expect(line.toLowerCase()).not.toContain('okonjo')
    expect(JSON.parse(line)).toMatchObject({ msg: 'for <(address)>', err: { message: 'E11000 duplicate key: { _id: "email:(address)" }' } })
    expect(logged((log) => log.info({ at: 'node_modules/@scope/name@1.2.3/index.js' }, 'x'))).toContain('@scope/name@1.2.3')
  })

  it('says of an error its name, code, message, stack and causes, not what a driver hung on it', () => {
    const error = Object.assign(new Error('outer', { cause: new TypeError('inner') }), {
      code: 11000,
      keyValue: { email: 'canary@customer.example' },
    })
    const line = logged((log) => {
      log.error({ err: error, also: { deep: error } }, 'x')
      log.error(error)
    })
    expect(line).not.toContain('canary')
    expect(JSON.parse(line.split('\n')[0] as string).err).toMatchObject({
      type: 'Error',
      code: 11000,
      message: 'outer',
      cause: { type: 'TypeError', message: 'inner' },
    })
  })

  it('keeps scheme, host and path of an address only', () => {
    const line = logged((log) =>
      log.info({ url: 'https://user:canary@shop.example/a/b?token=canary#canary' }, 'to redis://:canary@host:6379/0'),
    )
    expect(line).not.toContain('canary')
    expect(line).toContain('https://shop.example/a/b')
    expect(line).toContain('redis://host:6379/0')
  })

  it('masks card numbers, but not instants, ids or numbers that fail the check digit', () => {
    const line = logged((log) => log.info({ at: 1732352938124 }, 'card 4242 4242 4242 4242, 4000056655665556, no card 4242424242424241'))
    expect(line).toContain('1732352938124')
    expect(line).not.toMatch(/4242 4242|4000056655665556/)
    expect(line).toContain('4242424242424241')
  })
})
