import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bson } from '../../../server/platform/db/embedded/bson.ts'
import { compare } from '../../../server/platform/db/embedded/compare.ts'
import { encodeKey } from '../../../server/platform/db/embedded/keys.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', 'a', 'a\u0000', 'a\u0000b', 'ab', '\uffff', '😀', 'é'),
)
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => bson.Long.fromBigInt(n))
const near = fc
  .tuple(fc.constantFrom(2n ** 53n, 2n ** 62n, -(2n ** 53n)), fc.integer({ min: -600, max: 600 }))
  .map(([n, d]) => bson.Long.fromBigInt(n + BigInt(d)))
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, 2 ** 62),
  long,
  near,
)
const scalar = fc.oneof(
  number,
  text,
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new bson.ObjectId(bytes)),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => new bson.Binary(bytes)),
  fc.constantFrom(new bson.MinKey(), new bson.MaxKey(), new bson.BSONRegExp('a', 'i'), new bson.BSONRegExp('ab')),
)
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(fc.constantFrom('a', 'b', 'ab'), scalar, { maxKeys: 2 }))

describe('index keys', () => {
  it('sort as the values do, in either direction, and are equal only for equal values', () => {
    fc.assert(
      fc.property(value, value, value, value, fc.constantFrom(1, -1), fc.constantFrom(1, -1), (a, b, c, d, first, second) => {
        const left = encodeKey([a, b], [first, second])
        const right = encodeKey([c, d], [first, second])
        const expected = compare(a, c) * first || compare(b, d) * second
        expect(Math.sign(left.key.compare(right.key))).toBe(Math.sign(expected) + 0)
      }),
      { numRuns: 20_000 },
    )
  })

  it('keep long values apart and each at most 255 bytes', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 200, maxLength: 2000 }),
        fc.string({ maxLength: 3 }),
        fc.string({ maxLength: 3 }),
        (start, x, y) => {
          const a = encodeKey([start + x])
          const b = encodeKey([start + y])
          expect(a.key.equals(b.key)).toBe(x === y)
          expect(Math.max(a.key.length, b.key.length)).toBeLessThanOrEqual(255)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
