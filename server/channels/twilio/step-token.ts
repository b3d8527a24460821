import { timingSafeEqual } from 'node:crypto'
import type { StepRef } from '../../calls/index.ts'
import { AppError } from '../../platform/errors.ts'
import { keyedId } from '../../platform/ids.ts'

const PART = /^[A-Za-z0-9_]{1,80}$/

/**
 * Tokens in the addresses a document sends Twilio back to. Each names one document of one leg, so it is good for one answer, and a repeated request
 * gets that answer again (SECURITY P3).
 */
export const createStepTokens = (key: Buffer) => {
  const sign = ({ callId, legId, step }: StepRef): string => {
    if (!PART.test(callId) || !PART.test(legId) || !Number.isSafeInteger(step) || step < 0)
      throw new AppError('step', 'invalid', 'A step needs the ids of its call and leg and its number.')
    const text = `${callId}.${legId}.${step}`
    return `${text}.${keyedId(key, text)}`
  }
  return {
    sign,
    /** Throws not-found for a token that was not made here. */
    read: (token: string): StepRef => {
      const [callId = '', legId = '', step = ''] = token.split('.')
      const ref = { callId, legId, step: Number(step) }
      const isWhole = PART.test(callId) && PART.test(legId) && /^\d{1,9}$/.test(step)
      const made = Buffer.from(isWhole ? sign(ref) : '')
      const given = Buffer.from(token)
      if (!isWhole || made.length !== given.length || !timingSafeEqual(made, given))
        throw new AppError('step-not-found', 'not-found', 'There is no such step.')
      return ref
    },
  }
}

export type StepTokens = ReturnType<typeof createStepTokens>
