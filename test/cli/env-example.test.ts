import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadConfig, settingNames } from '../../server/config.ts'

const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n')
const settings = lines.flatMap((line, at) => {
  const [, name, example] = line.match(/^#([A-Z][A-Z0-9_]*)=(.*)$/) ?? []
  return name && example !== undefined ? [{ name, example, comment: lines[at - 1] ?? '' }] : []
})

describe('.env.example', () => {
  it('has one line for each setting, in their order', () => {
    expect(settings.map(({ name }) => name)).toEqual(settingNames)
  })

  it('says of each what it is for', () => {
    expect(settings.filter(({ comment }) => !/^# .{10}/.test(comment))).toEqual([])
  })

  /** What means nothing alone is tried with what it needs. */
  const others = (name: string): Record<string, string> => {
    const needs = name.startsWith('TWILIO_') ? /^(TWILIO_|PUBLIC_URL)/ : name === 'REDIS_URL' ? /^MONGODB_URL/ : null
    return Object.fromEntries(settings.filter((one) => needs?.test(one.name)).map((one) => [one.name, one.example]))
  }
  it.each(settings)('gives an example of $name that is accepted', ({ name, example }) => {
    loadConfig({ SANDBOX: 'off', ...others(name), [name]: example })
  })

  it('sets nothing as it stands', () => {
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
  })
})
