import { describe, expect, it } from 'vitest'
import { actNames, signOf } from '../../agent-console/keys/keymap.ts'
import { matchKey, nameOf, type Press } from '../../agent-console/keys/match-key.ts'

const press = (key: string, change: Partial<Press> = {}): Press => ({
  key,
  ctrl: false,
  shift: false,
  alt: false,
  inField: false,
  ...change,
})

describe('keys', () => {
  it.each([
    [press('F8'), 'offer.accept'],
    [press('F8', { inField: true }), 'offer.accept'],
    [press('F8', { shift: true, inField: true }), 'offer.decline'],
    [press('k', { ctrl: true }), 'palette.open'],
    [press('k', { ctrl: true, inField: true }), 'palette.open'],
    [press('k'), 'list.previous'],
    [press('K', { shift: true }), undefined],
    [press('j', { inField: true }), undefined],
    [press('r', { ctrl: true }), undefined],
    [press('?', { shift: true }), 'keys.show'],
    [press('.'), 'case.customer'],
    [press('Enter', { ctrl: true, inField: true }), undefined],
  ])('%j does %s', (given, act) => expect(matchKey(given, '').act).toBe(act))

  it('takes two presses in turn', () => {
    const { act, pending } = matchKey(press('g'), '')
    expect(act).toBeUndefined()
    expect(matchKey(press('w'), pending)).toEqual({ act: 'go.work', pending: '' })
    expect(matchKey(press('p'), pending).act).toBe('go.people')
    expect(matchKey(press('p'), '').act).toBe('case.priority')
  })

  it('forgets a first press that leads nowhere', () => expect(matchKey(press('q'), 'G')).toEqual({ act: undefined, pending: '' }))

  it('binds nothing that belongs to the browser', () => {
    const taken = new Set([
      'Ctrl+N',
      'Ctrl+T',
      'Ctrl+W',
      'Ctrl+Tab',
      'Ctrl+L',
      'Ctrl+R',
      'Ctrl+P',
      'Ctrl+Shift+N',
      'Ctrl+Shift+T',
      'Ctrl+Shift+W',
      'F1',
      'F3',
      'F5',
      'F6',
      'F7',
      'F9',
      'F10',
      'F11',
      'F12',
    ])
    const bound = actNames.flatMap((name) => signOf(name).keys.map((one) => one.join('+')))
    expect(bound.length).toBeGreaterThan(20)
    expect(bound.filter((one) => taken.has(one) || /^Alt\+\d/.test(one))).toEqual([])
  })

  it('gives no two acts the same presses', () => {
    const bound = actNames
      .map((name) =>
        signOf(name)
          .keys.map((one) => one.join('+'))
          .join(' '),
      )
      .filter(Boolean)
    expect(new Set(bound).size).toBe(bound.length)
  })

  it('names keys as they are printed', () => {
    expect([
      nameOf(press('Escape')),
      nameOf(press('?', { shift: true })),
      nameOf(press('T', { shift: true })),
      nameOf(press('F8', { shift: true })),
    ]).toEqual(['Esc', '?', 'Shift+T', 'Shift+F8'])
  })
})
