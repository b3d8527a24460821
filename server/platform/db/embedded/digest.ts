import { createHash } from 'node:crypto'
import type { Raw } from './bson.ts'

/** Tells whether a document is still the one that was looked at. */
export const digestOf = (raw: Raw): Buffer => createHash('sha256').update(raw).digest()
