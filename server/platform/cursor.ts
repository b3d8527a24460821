import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from './errors.ts'

/** Places in a list, signed so that nobody can make one up (SECURITY A9). `purpose` ties a cursor to its list. */
export interface Cursors {
  sign(purpose: string, place: readonly (string | number)[]): string
  /** Throws invalid when the cursor was not made here for this list. */
  read(purpose: string, cursor: string): (string | number)[]
}

export const createCursors = (key: Buffer): Cursors => {
  const mac = (purpose: string, body: string): Buffer => createHmac('sha256', key).update(`${purpose}\n${body}`).digest().subarray(0, 16)
  return {
    sign: (purpose, place) => {
      const body = Buffer.from(JSON.stringify(place)).toString('base64url')
      return `${body}.${mac(purpose, body).toString('base64url')}`
    },
    read: (purpose, cursor) => {
      const [body = '', given = ''] = cursor.split('.')
      const expected = mac(purpose, body)
      const actual = Buffer.from(given, 'base64url')
      if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
        throw new AppError('cursor', 'invalid', 'This cursor does not belong to this list.')
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as (string | number)[]
    },
  }
}
