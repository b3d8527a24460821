import { DuplicateKey } from './batch.ts'

/** Whether a write failed because a unique index holds the same value already. */
export const isDuplicate = (error: unknown): boolean => error instanceof DuplicateKey || (error as { code?: number } | null)?.code === 11000
