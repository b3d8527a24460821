import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { belowFloor, floors, forgotten, isBelow, type Lock, placesIn, strangeLicences } from './lock.ts'
import { readSources, root } from './sources.ts'

const json = (file: string) => JSON.parse(readFileSync(`${root}/${file}`, 'utf8'))
const packageJson = json('package.json') as { dependencies: Record<string, string>; devDependencies: Record<string, string> }
const lock = json('package-lock.json').packages as Lock
const direct = { ...packageJson.dependencies, ...packageJson.devDependencies }

describe('the table of floors', () => {
  it.each([
    ['9.0.0', '9.0.1', true],
    ['9.0.1', '9.0.1', false],
    ['10.0.0', '9.0.1', false],
    ['2.9.9', '2.17.4', true],
    ['9.0.1-beta.1', '9.0.1', true],
  ])('compares %s with %s', (version, floor, expected) => {
    expect(isBelow(version, floor)).toBe(expected)
  })

  it('finds an old copy however deep', () => {
    expect(belowFloor({ 'node_modules/x/node_modules/sanitize-html': { version: '2.17.3' } })).toHaveLength(1)
    expect(belowFloor({ 'node_modules/sanitize-html': { version: '2.17.4' } })).toEqual([])
  })

  it('has no exception without a copy to except', () => {
    const unused = Object.values(floors).filter(({ except }) => except && !lock[except.path])
    expect(unused).toEqual([])
  })
})

describe('the lock', () => {
  it('was seen', () => expect(Object.keys(lock).length).toBeGreaterThan(300))

  it('holds nothing below a floor', () => expect(belowFloor(lock)).toEqual([]))

  it('names no registry and no place', () => {
    expect(placesIn({ a: { resolved: 'https://registry.example/a.tgz' } })).toEqual(['a'])
    expect(placesIn(lock)).toEqual([])
    expect(readFileSync(`${root}/package-lock.json`, 'utf8')).not.toMatch(/registry\./)
    expect(readFileSync(`${root}/.npmrc`, 'utf8')).not.toMatch(/registry/)
  })

  it('knows the optional packages of every system', () => {
    expect(forgotten({ 'node_modules/a': { optionalDependencies: { 'a-win32': '1.0.0' } } })).toEqual(['node_modules/a → a-win32'])
    expect(forgotten(lock)).toEqual([])
  })

  it('holds only licences that were agreed to', () => {
    expect(
      strangeLicences({
        'node_modules/a': { license: 'GPL-3.0' },
        'node_modules/b': { license: '(MIT OR GPL-3.0)' },
        'node_modules/c': {},
      }),
    ).toEqual(['node_modules/a: GPL-3.0', 'node_modules/c: none named'])
    expect(strangeLicences(lock)).toEqual([])
  })

  it('agrees with package.json to the digit', () => {
    const differing = Object.entries(direct).filter(([name, version]) => lock[`node_modules/${name}`]?.version !== version)
    expect(differing).toEqual([])
  })
})

describe('direct dependencies', () => {
  it('are pinned to one version each', () => {
    expect(Object.entries(direct).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  })

  it('are all used', () => {
    const used = new Set(
      readSources('server', 'agent-console', 'widget', 'test').flatMap(({ imports, uses }) => [
        ...imports.map(({ to }) => to),
        // createRequire('bson') and tools run by path, as 'typescript/bin/tsc'.
        ...uses.map((use) => use.replaceAll("'", '')),
      ]),
    )
    for (const file of readdirSync(`${root}/agent-console`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css')))
      for (const [, name] of readFileSync(`${root}/agent-console/${file}`, 'utf8').matchAll(/@import\s+['"]([^'"]+)/g))
        used.add(name as string)
    for (const name of Object.keys(direct))
      for (const peer of Object.keys(lock[`node_modules/${name}`]?.peerDependencies ?? {})) used.add(peer)
    const isUsed = (name: string): boolean => [...used].some((one) => one === name || one.startsWith(`${name}/`))
    const typesOf = (name: string): string => (name === '@types/node' ? 'typescript' : name.replace('@types/', ''))
    expect(Object.keys(direct).filter((name) => !(name.startsWith('@types/') ? typesOf(name) in direct : isUsed(name)))).toEqual([])
  })
})
