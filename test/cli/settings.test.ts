import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Config, loadConfig } from '../../server/config.ts'
import { root } from '../setup/plan.ts'

const sources = readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && path !== 'config.ts')
  .map((path) => readFileSync(join(root, 'server', path), 'utf8'))
const { smtp, ...flat } = loadConfig({}) as Config
const fields = [...Object.keys(flat).map((name) => ['config', name]), ...Object.keys(smtp).map((name) => ['smtp', name])] as [
  string,
  string,
][]

describe('every setting', () => {
  it.each(fields)('does something: somebody reads %s.%s', (owner, name) => {
    const reads = new RegExp(`\\b${owner}\\??\\.${name}\\b|\\{[^{}]*\\b${name}\\b[^{}]*\\} = (config|loadConfig)\\b`)
    expect(sources.filter((text) => reads.test(text)).length).toBeGreaterThan(0)
  })
})
