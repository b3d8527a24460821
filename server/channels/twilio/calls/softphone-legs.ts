import type { Connection } from 'mongoose'
import type { CallDocument } from '../../../calls/index.ts'
import type { IndexSpec } from '../../../platform/db/indexes.ts'
import type { LegRef } from './read-report.ts'

interface SoftphoneLeg extends LegRef {
  /** The carrier's id of the leg. */
  _id: string
  expiresAt: Date
}

const KEPT_MS = 7 * 24 * 3_600_000

export const softphoneLegIndexes: IndexSpec[] = [{ collection: 'twilio_softphone_legs', key: { expiresAt: 1 }, expireAfterSeconds: 0 }]

/**
 * Which leg a softphone that dialled in has become. Its callbacks are set on the TwiML App for all alike, so they name the carrier's id and nothing
 * of ours.
 */
export const createSoftphoneLegs = (connection: Connection) => {
  const legs = connection.collection<SoftphoneLeg>('twilio_softphone_legs')
  return {
    /** The document that takes a softphone into its conference says which leg of which call it is; so does one that records it alone. */
    learn: async (carrierId: string, document: CallDocument, now: number): Promise<void> => {
      const verb = document.find((one) => one.do === 'join' || one.do === 'record')
      if (verb?.do !== 'join' && verb?.do !== 'record') return
      const { callId, legId } = verb.do === 'join' ? { callId: verb.conference, legId: verb.label } : verb.step
      await legs.updateOne({ _id: carrierId }, { $set: { callId, legId, expiresAt: new Date(now + KEPT_MS) } }, { upsert: true })
    },
    find: async (carrierId: string): Promise<LegRef | null> => {
      const found = await legs.findOne({ _id: carrierId })
      return found && { callId: found.callId, legId: found.legId }
    },
  }
}

export type SoftphoneLegs = ReturnType<typeof createSoftphoneLegs>
