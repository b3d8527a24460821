import type { Message } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/room.ts'
import { automaticLimits } from './limits.ts'

/**
 * The budget of mail no person wrote (SECURITY E4): none to an address that is only claimed, one a day to each other, so many an hour in all.
 * A message that is sent again after a pause is not counted twice.
 */
export const createAutomaticMail = ({ connection, clock }: Pick<Platform, 'connection' | 'clock'>, limits = automaticLimits) => {
  const budget = connection.collection<{ _id: string; messageId?: string; at?: Date; count?: number }>('mail_budget')
  const refuse = (why: string) => new AppError('automatic-mail', 'invalid', `Not sent: ${why}.`)
  return {
    /** Throws invalid. */
    allow: async ({ id, to }: Message): Promise<void> => {
      const now = clock.now()
      if (to.some(({ trust }) => trust === 'claimed')) throw refuse('automatic mail goes only to addresses that are known to be right')
      for (const { address } of to) {
        const before = await budget.findOne({ _id: `to:${address}` })
        if (before?.messageId === id) return
        if (before?.at && before.at.getTime() > now - limits.perAddressMs) throw refuse('this address had an automatic mail within a day')
      }
      const hour = `hour:${Math.floor(now / 3_600_000)}`
      const spent = await budget.findOneAndUpdate({ _id: hour }, { $inc: { count: 1 } }, { upsert: true, returnDocument: 'after' })
      if ((spent?.count ?? 0) > limits.perHour) throw refuse('the desk sends no more automatic mail this hour')
      for (const { address } of to)
        await budget.updateOne({ _id: `to:${address}` }, { $set: { messageId: id, at: new Date(now) } }, { upsert: true })
    },
  }
}

export type AutomaticMail = ReturnType<typeof createAutomaticMail>
