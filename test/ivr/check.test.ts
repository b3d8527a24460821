import { describe, expect, it } from 'vitest'
import { readFlows } from '../../server/ivr/index.ts'
import { bilingual, choice, END, errors, flow, HEAD } from './flow-faults.ts'

const known = { queues: ['Sales'], skills: ['german'], hours: ['office'], articles: ['care/oil'] }
const LOOKUPS = {
  name: 'lookups.yaml',
  text: 'lookups:\n  stock:\n    url: https://shop.example/stock\n    arguments: { part: "[0-9]+" }\n    values: { left: left }\n',
}

/** Each flow marks the line of its fault by `# <-`. */
const faultsOf = (text: string, more: { name: string; text: string }[] = []) => {
  const lines = text.split('\n')
  const { flows, faults } = readFlows([{ name: 'main.flow.yaml', text }, LOOKUPS, ...more], known)
  return { flows, faults, marked: lines.findIndex((line) => line.includes('# <-')) + 1 }
}
describe('the check of flows', () => {
  it('has nothing to say about a flow in order', () => {
    const { flows, faults } = faultsOf(flow('  a:', '    do: say', '    text: A', '    next: bye'))
    expect(faults).toEqual([])
    expect(flows?.version).toMatch(/^[0-9a-f]{32}$/)
  })

  it.each(errors)('refuses %s at its line', (_name, text, reason) => {
    const { flows, faults, marked } = faultsOf(text)
    expect(flows).toBeNull()
    expect(faults[0]).toEqual({
      file: 'main.flow.yaml',
      line: marked,
      column: expect.any(Number),
      level: 'error',
      reason: expect.stringMatching(reason),
    })
    expect(faults[0]?.column).toBeGreaterThan(0)
    expect(new Set(faults.map(({ line }) => line)).size).toBe(1)
  })

  it.each<[string, string, RegExp]>([
    [
      'a menu of six',
      flow('  ask:', '    do: menu', '    choices: # <-', ...[1, 2, 3, 4, 5, 6].map((key) => choice(key)), '    otherwise: bye'),
      /6 choices are hard/,
    ],
    ['words nobody hears', flow('  a:', '    do: say', '    text: { en: A, fr: B } # <-', '    next: bye'), /never said/],
    [
      'a choice that cannot be said in each language',
      bilingual(
        flow(
          '  ask:',
          '    do: menu',
          '    choices:',
          '      - key: 1',
          '        text: { en: A, de: B }',
          '        speech: { en: [bill] } # <-',
          '        next: bye',
          '    otherwise: bye',
        ),
      ),
      /not in de/,
    ],
    [
      'a skill that nobody has',
      flow('  a:', '    do: wait', '    queue: Sales', '    skills:', '      german: 2', '      germann: 2 # <-', '    otherwise: bye'),
      /the skill “germann”.*Is german meant/,
    ],
  ])('warns of %s, and lets it run', (_name, text, reason) => {
    const { flows, faults, marked } = faultsOf(text)
    expect(flows).not.toBeNull()
    expect(faults).toEqual([expect.objectContaining({ line: marked, level: 'warning', reason: expect.stringMatching(reason) })])
  })

  const calls = (name: string): string => flow('  a:', '    do: sub-flow', `    flow: ${name}`, '    next: bye')
  it('finds a circle through other flows', () => {
    const { faults } = faultsOf(calls('other'), [{ name: 'other.flow.yaml', text: calls('main') }])
    expect(faults.map(({ file, line }) => [file, line])).toEqual([
      ['main.flow.yaml', 6],
      ['other.flow.yaml', 6],
    ])
  })

  it('finds a circle of silence that goes through a sub-flow, at the step that closes it', () => {
    const main = flow(
      '  a:',
      '    do: sub-flow',
      '    flow: other',
      '    next: b',
      '  b:',
      '    do: say',
      '    text: B',
      '    next: c',
      '  c:',
      '    do: branch',
      '    when: [{ open: office, next: bye }]',
      '    otherwise: a # <-',
    )
    const other = [...HEAD, '  x:', '    do: say', '    text: X', '    next: back', '  back:', '    do: return'].join('\n')
    const { faults, marked } = faultsOf(main, [{ name: 'other.flow.yaml', text: other }])
    expect(faults).toEqual([
      expect.objectContaining({ file: 'main.flow.yaml', line: marked, reason: expect.stringContaining('goes round without end') }),
    ])
  })

  it('wants a sub-flow to speak what its caller speaks', () => {
    const other = [...HEAD, ...END].join('\n')
    const { faults } = faultsOf(bilingual(calls('other')), [{ name: 'other.flow.yaml', text: other }])
    expect(faults).toEqual([expect.objectContaining({ line: 6, reason: expect.stringContaining('does not speak de') })])
  })

  it('refuses flows that grow without measure by their sub-flows', () => {
    const twice = (name: string): string =>
      [
        ...HEAD,
        '  a:',
        '    do: sub-flow',
        `    flow: ${name}`,
        '    next: b',
        '  b:',
        '    do: sub-flow',
        `    flow: ${name}`,
        '    next: c',
        '  c:',
        '    do: return',
      ].join('\n')
    const files = Array.from({ length: 14 }, (_, at) => ({ name: `f${at}.flow.yaml`, text: twice(`f${at + 1}`) }))
    const { flows, faults } = readFlows([...files, { name: 'f14.flow.yaml', text: [...HEAD, '  a:', '    do: return'].join('\n') }])
    expect(flows).toBeNull()
    expect(faults[0]?.reason).toContain('more than 2,000 steps')
  })

  it.each([
    ['with the number', 'We call {number:digits}. Press 1.', []],
    ['without it', 'We call you back. Press 1.', [7]],
  ] as const)('asks for a callback that reads back where it goes: %s', (_what, text, lines) => {
    const { faults } = faultsOf(
      flow('  a:', '    do: callback', '    queue: Sales', `    text: "${text}"`, '    next: bye', '    otherwise: bye'),
    )
    expect(faults.map(({ level, line }) => [level, line])).toEqual(lines.map(() => ['warning', 7]))
  })

  it.each([
    ['by the number alone', '"{number}"', '{left}', true],
    ['by the number alone, and not said', '"{number}"', 'Done', false],
    ['by what was keyed', '"{pin}"', '{left}', false],
    ['by a word of the menu', '"7"', '{left}', false],
  ])('warns of what is looked up %s and said (SECURITY P5)', (_what, part, words, warns) => {
    const ask = ['  a:', '    do: gather', '    text: A', '    into: pin', '    next: b', '    otherwise: bye']
    const look = [
      '  b:',
      '    do: look-up',
      '    name: stock',
      '    with:',
      `      part: ${part}`,
      '    found: c',
      '    missing: bye',
      '    otherwise: bye',
    ]
    const { faults } = faultsOf(flow(...ask, ...look, '  c:', '    do: say', `    text: "${words}"`, '    next: bye'))
    expect(faults.map(({ level, reason }) => [level, /proves nobody/.test(reason)])).toEqual(warns ? [['warning', true]] : [])
  })

  it.each([
    ['that is there', 'play', 'sounds/hello.wav', []],
    ['elsewhere', 'play', 'https://cdn.example/hello.mp3', []],
    ['that is not there', 'play', 'sounds/hullo.wav', ['error', /no file sounds\/hullo\.wav/]],
    ['that is none', 'play', 'sounds/text.wav', ['error', /text\.wav is neither/]],
    ['outside the folder', 'play', 'sounds/../x.wav', ['error', /is to be a file beside/]],
    ['without encryption', 'play', 'http://cdn.example/hello.mp3', ['error', /is to be a file beside/]],
    ['to wait by that is there', 'wait', 'sounds/hello.wav', []],
    ['to wait by that is not there', 'wait', 'sounds/constructor.wav', ['error', /no file/]],
    ['to wait by that is longer than a round', 'wait', 'sounds/long.mp3', ['warning', /lasts 200 seconds/]],
  ] as const)('finds a sound %s', (_what, kind, sound, [level, reason]) => {
    const text =
      kind === 'play'
        ? flow('  a:', '    do: play', `    url: ${sound}`, '    next: bye')
        : flow('  a:', '    do: wait', '    queue: Sales', `    music: ${sound}`, '    otherwise: bye')
    const sounds = { 'sounds/hello.wav': { seconds: 3 }, 'sounds/long.mp3': { seconds: 200 }, 'sounds/text.wav': { why: 'is neither' } }
    const { faults } = readFlows([{ name: 'main.flow.yaml', text }], { ...known, sounds })
    const line = kind === 'play' ? 6 : 7
    expect(faults).toEqual(
      level ? [expect.objectContaining({ file: 'main.flow.yaml', line, level, reason: expect.stringMatching(reason) })] : [],
    )
  })

  it('refuses look-ups that name a place of their own choice', () => {
    const { faults } = readFlows([
      {
        name: 'lookups.yaml',
        text: 'lookups:\n  a:\n    url: http://shop.example/\n  b:\n    url: https://shop.example/?q={x}\n  c:\n    url: https://shop.example/\n    arguments: { x: "[" }',
      },
    ])
    expect(faults.map(({ line, reason }) => [line, reason.slice(0, 6)])).toEqual([
      [3, '“url” '],
      [5, '“url” '],
      [8, '“x” is'],
    ])
  })

  it('bounds what it reads', () => {
    expect(readFlows([{ name: 'main.flow.yaml', text: '#'.repeat(300_000) }]).faults).toEqual([
      expect.objectContaining({ line: 1, reason: expect.stringContaining('256 KB') }),
    ])
    const bomb = [
      'a: &a [1,1,1,1,1,1,1,1,1]',
      ...'bcdefg'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[at]}`).join(',')}]`),
    ].join('\n')
    expect(readFlows([{ name: 'main.flow.yaml', text: bomb }]).faults).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('aliases') }),
    ])
  })

  it('gives one version to one content, in whatever order it comes', () => {
    const file = { name: 'main.flow.yaml', text: flow('  a:', '    do: say', '    text: A', '    next: bye') }
    const version = (files: { name: string; text: string }[]) => readFlows(files).flows?.version
    expect(version([file, LOOKUPS])).toBe(version([LOOKUPS, file]))
    expect(version([file])).not.toBe(version([{ ...file, text: `${file.text}\n` }]))
  })
})
