import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readYaml } from '../../server/platform/yaml.ts'

const schema = z.strictObject({
  name: z.string().min(2).max(5),
  size: z.int().optional(),
  list: z
    .array(z.strictObject({ a: z.string() }))
    .max(2)
    .optional(),
  either: z.union([z.string(), z.strictObject({ deep: z.strictObject({ n: z.int() }) })]).optional(),
  kind: z.enum(['x', 'y']).optional(),
})

describe('a file that people write', () => {
  it.each<[string, string, number, number, string]>([
    ['something missing', 'size: 1', 1, 1, '“name” is missing.'],
    ['something missing within', 'name: abc\nlist:\n  - {}', 3, 5, '“a” is missing.'],
    ['the wrong kind', 'name: 12', 1, 7, '“name” is to be text.'],
    ['a broken number', 'name: abc\nsize: 1.5', 2, 7, '“size” is to be a whole number.'],
    ['too long', 'name: abcdef', 1, 7, '“name” is more than 5 characters.'],
    ['too short', 'name: a', 1, 7, '“name” is less than 2 characters.'],
    ['too many', 'name: abc\nlist: [{ a: b }, { a: b }, { a: b }]', 2, 1, '“list” is more than 2 items.'],
    ['a strange word', 'name: abc\nsiez: 1', 2, 7, '“siez” means nothing here.'],
    ['none of the values', 'name: abc\nkind: z', 2, 7, '“kind” is not known here: it is to be one of x, y.'],
    ['the way that was meant', 'name: abc\neither:\n  deep:\n    n: no', 4, 8, '“n” is to be a number.'],
    ['an alias', 'name: &n abcdef\nlist: [{ a: *n }]', 1, 10, '“name” is more than 5 characters.'],
    ['an empty file', '', 1, 1, '“the file” is to be a mapping.'],
    ['a key that is no text', 'name: abc\n? [1]\n: 2', 2, 3, 'With stringKeys, all keys must be strings'],
  ])('is told of %s at its place', (_name, text, line, column, reason) => {
    const { value, faults } = readYaml('a.yaml', text, schema)
    expect(value).toBeNull()
    expect(faults[0]).toEqual({ file: 'a.yaml', line, column, reason, level: 'error' })
  })

  it('is read, and later faults find their place', () => {
    const file = readYaml('a.yaml', 'name: abc\nlist:\n  - a: b\n  - { a: c }\n', schema)
    expect(file.value).toEqual({ name: 'abc', list: [{ a: 'b' }, { a: 'c' }] })
    const place = (...path: (string | number)[]) => {
      const { line, column } = file.fault(path, '')
      return [line, column]
    }
    expect(place('name')).toEqual([1, 7])
    expect(place('list')).toEqual([2, 1])
    expect(place('list', 1)).toEqual([4, 5])
    expect(place('list', 1, 'a')).toEqual([4, 10])
    expect(place('list', 1, 'none')).toEqual([4, 5])
    expect(place('none', 'at', 'all')).toEqual([1, 1])
  })
})
