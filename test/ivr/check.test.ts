import { describe, expect, it } from 'vitest'
import { readFlows } from '../../server/ivr/index.ts'

const known = { queues: ['Sales'], hours: ['office'], articles: ['care/oil'] }
const HEAD = ['title: T', 'languages: { en: en-GB }', 'steps:']
const END = ['  bye:', '    do: hang-up']
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
const flow = (...steps: string[]): string => [...HEAD, ...steps, ...END].join('\n')
const bilingual = (text: string): string => text.replace('{ en: en-GB }', '{ en: en-GB, de: de-DE }')

const choice = (key: string | number, next = 'bye', more = ''): string => `      - { key: ${key}, text: Press it., next: ${next}${more} }`
const menu = (...choices: string[]): string[] => ['  ask:', '    do: menu', '    choices:', ...choices, '    otherwise: bye']

const errors: [string, string, RegExp][] = [
  ['YAML that is none', flow('  a:', '    do: say', '    text: a: b # <-', '    next: bye'), /Nested mappings/],
  ['a key that stands twice', flow('  a:', '    do: say', '    text: A', '    text: B # <-', '    next: bye'), /unique/i],
  ['no such kind of step', flow('  a:', '    do: sing # <-', '    next: bye'), /“do” is to be one of say, play, gather/],
  ['a step without a kind', flow('  a: # <-', '    next: bye'), /“do” is to be one of/],
  [
    'a word that means nothing',
    flow('  a:', '    do: say', '    text: A', '    loud: true # <-', '    next: bye'),
    /“loud” means nothing here/,
  ],
  ['a value of the wrong kind', flow('  a:', '    do: say', '    text: 7 # <-', '    next: bye'), /“text” is to be text/],
  ['a name that cannot be', flow('  A b: # <-', '    do: say', '    text: A', '    next: bye'), /small letters/],
  [
    'a zone that is none',
    flow('  a:', '    do: say', '    text: A', '    next: bye').replace('steps:', 'zone: Moon/Crater # <-\nsteps:'),
    /time zone/,
  ],
  ['no steps', 'title: T\nlanguages: { en: en-GB }\nsteps: {} # <-', /“steps” is empty/],
  ['a dead end', flow('  a: # <-', '    do: say', '    text: A'), /“next” is missing/],
  [
    'a branch that may lead nowhere',
    flow('  a: # <-', '    do: branch', '    when: [{ open: office, next: bye }]'),
    /“otherwise” is missing/,
  ],
  ['an unknown target', flow('  a:', '    do: say', '    text: A', '    next: by # <-'), /There is no step by\.$/],
  ['the one that was meant', flow('  a:', '    do: say', '    text: A', '    next: byes # <-'), /Is bye meant/],
  [
    'an unknown target of a choice',
    flow('  ask:', '    do: menu', '    choices:', '      - key: 1', '        text: A', '        next: sales # <-', '    otherwise: bye'),
    /no step sales/,
  ],
  [
    'a step nobody comes to',
    flow('  a:', '    do: say', '    text: A', '    next: bye', '  lost: # <-', '    do: hang-up'),
    /No call ever comes to the step lost/,
  ],
  [
    'a circle without a caller',
    flow(
      '  a:',
      '    do: say',
      '    text: A',
      '    next: b',
      '  b:',
      '    do: branch',
      '    when: [{ open: office, next: bye }]',
      '    otherwise: a # <-',
    ),
    /goes round without end: a → b → a/,
  ],
  [
    'a circle of silence',
    flow(
      '  ask:',
      '    do: menu',
      `    choices: [{ key: 1, text: A, next: bye }]`,
      '    otherwise: again',
      '  again:',
      '    do: say',
      '    text: A',
      '    next: ask # <-',
    ),
    /does nothing goes round without end: ask → again → ask/,
  ],
  ['words missing in a language', bilingual(flow('  a:', '    do: say', '    text: { en: A } # <-', '    next: bye')), /no words in de/],
  ['words in one language for two', bilingual(flow('  a:', '    do: say', '    text: A # <-', '    next: bye')), /speaks en, de/],
  [
    'words of a choice missing in a language',
    bilingual(
      flow(
        '  ask:',
        '    do: menu',
        '    choices:',
        '      - key: 1',
        '        text: { de: A } # <-',
        '        next: bye',
        '    otherwise: bye',
      ),
    ),
    /no words in en/,
  ],
  ['a key with two meanings', flow(...menu(choice(1), `${choice('"1"')} # <-`)), /Key 1 has two meanings/],
  [
    'words with two meanings',
    flow(...menu(choice(1, 'bye', ', speech: { en: [bill] }'), `${choice(2, 'bye', ', speech: { en: [Bill] }')} # <-`)),
    /“Bill” means two choices/,
  ],
  [
    'a menu that is far too long',
    flow('  ask:', '    do: menu', '    choices: # <-', ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((key) => choice(key)), '    otherwise: bye'),
    /10 choices are more than anybody/,
  ],
  [
    'consent and refusal by one key',
    flow('  a:', '    do: consent', '    text: A', '    agree: 1', '    refuse: 1 # <-', '    next: bye'),
    /Key 1 has two meanings/,
  ],
  [
    'a rating upside down',
    flow('  a:', '    do: survey', '    name: help', '    text: A', '    from: 5', '    to: 1 # <-', '    next: bye'),
    /smaller to the greater/,
  ],
  [
    'a range upside down',
    flow('  a:', '    do: gather', '    text: A', '    into: x', '    digits: 6-4 # <-', '    next: bye', '    otherwise: bye'),
    /no range/,
  ],
  [
    'a condition that asks nothing',
    flow('  a:', '    do: branch', '    when:', '      - { next: bye } # <-', '    otherwise: bye'),
    /always hold/,
  ],
  [
    'a queue that is asked nothing',
    flow('  a:', '    do: branch', '    when:', '      - { queue: Sales, next: bye } # <-', '    otherwise: bye'),
    /goes with waitingOver/,
  ],
  [
    'is without what',
    flow('  a:', '    do: branch', '    when:', '      - { open: office, is: x, next: bye } # <-', '    otherwise: bye'),
    /goes with a variable/,
  ],
  ['an unknown queue', flow('  a:', '    do: wait', '    queue: Salse # <-', '    otherwise: bye'), /no queue “Salse”. Is Sales meant/],
  [
    'an unknown queue that is remembered',
    flow(
      '  a:',
      '    do: set',
      '    values:',
      '      queue: Sails # <-',
      '    next: b',
      '  b:',
      '    do: wait',
      '    queue: "{queue}"',
      '    otherwise: bye',
    ),
    /no queue “Sails”/,
  ],
  [
    'a queue that the caller keys',
    flow(
      '  a:',
      '    do: gather',
      '    text: A',
      '    into: queue # <-',
      '    next: b',
      '    otherwise: bye',
      '  b:',
      '    do: wait',
      '    queue: "{queue}"',
      '    otherwise: bye',
    ),
    /no caller can key/,
  ],
  [
    'unknown hours',
    flow('  a:', '    do: branch', '    when:', '      - open: offices # <-', '        next: bye', '    otherwise: bye'),
    /no opening hours offices.*Is office meant/,
  ],
  ['unknown hours in words', flow('  a:', '    do: say', '    text: "Back on {shop.day}" # <-', '    next: bye'), /no opening hours shop/],
  [
    'an unknown article',
    flow('  a:', '    do: article', '    article: care/oils # <-', '    next: bye', '    otherwise: bye'),
    /no article care\/oils/,
  ],
  [
    'an unknown look-up',
    flow('  a:', '    do: look-up', '    name: stocks # <-', '    found: bye', '    missing: bye', '    otherwise: bye'),
    /no look-up stocks/,
  ],
  [
    'an argument that is missing',
    flow('  a: # <-', '    do: look-up', '    name: stock', '    found: bye', '    missing: bye', '    otherwise: bye'),
    /needs part, too/,
  ],
  [
    'an argument too many',
    flow(
      '  a:',
      '    do: look-up',
      '    name: stock',
      '    with:',
      '      part: "1"',
      '      size: "2" # <-',
      '    found: bye',
      '    missing: bye',
      '    otherwise: bye',
    ),
    /takes no size/,
  ],
  [
    'a value nobody remembers',
    flow('  a:', '    do: say', '    text: "{order}" # <-', '    next: bye'),
    /Nothing is ever remembered as \{order\}/,
  ],
  ['braces around nothing', flow('  a:', '    do: say', '    text: "{ }" # <-', '    next: bye'), /hold no name/],
  [
    'a secret that is spoken',
    flow(
      '  a:',
      '    do: gather',
      '    text: A',
      '    into: pin',
      '    secret: true',
      '    next: b',
      '    otherwise: bye',
      '  b:',
      '    do: look-up',
      '    name: stock',
      '    with: { part: "{pin}" }',
      '    found: c',
      '    missing: bye',
      '    otherwise: bye',
      '  c:',
      '    do: say',
      '    text: "{pin}" # <-',
      '    next: bye',
    ),
    /secret/,
  ],
  [
    'a secret that is remembered',
    flow(
      '  a:',
      '    do: gather',
      '    text: A',
      '    into: pin',
      '    secret: true',
      '    next: b',
      '    otherwise: bye',
      '  b:',
      '    do: look-up',
      '    name: stock',
      '    with: { part: "{pin}" }',
      '    found: c',
      '    missing: bye',
      '    otherwise: bye',
      '  c:',
      '    do: set',
      '    values:',
      '      keep: "{pin}" # <-',
      '    next: bye',
    ),
    /secret/,
  ],
  [
    'a secret nobody asks for',
    flow('  a:', '    do: gather', '    text: A', '    into: pin', '    secret: true', '    next: bye # <-', '    otherwise: bye'),
    /must come a look-up/,
  ],
  [
    'a language that is not spoken',
    flow('  a:', '    do: language', '    keys:', '      1: fr # <-', '    text: A', '    next: bye'),
    /does not speak fr/,
  ],
  ['an unknown flow', flow('  a:', '    do: sub-flow', '    flow: mains # <-', '    next: bye'), /no flow mains/],
  ['a flow within itself', flow('  a:', '    do: sub-flow', '    flow: main # <-', '    next: bye'), /through itself/],
]

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
