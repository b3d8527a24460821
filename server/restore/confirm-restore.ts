import type { Ledger } from '../platform/ledger.ts'
import type { Platform } from '../platform/room.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { RestoreChange } from './entries.ts'
import type { RestoreState } from './restore.ts'
import type { Sending } from './wire.ts'

export interface RestoreDeps {
  platform: Platform
  ledger: Ledger<RestoreState, RestoreChange>
}

/** Lets a restored desk send what waits. Who did it stands in the audit. Nothing happens when nothing is paused. Throws forbidden. */
export const createConfirmRestore =
  ({ platform, ledger }: RestoreDeps) =>
  async (actor: Actor): Promise<Sending> => {
    allow(actor, 'settings.manage')
    const since = await platform.outward.pausedSince()
    if (since) {
      // Settled: two people who confirm at the same moment have both confirmed.
      await ledger.settle(String(since.getTime()), 'confirm', actor.id, (now) =>
        now.confirmedAt ? null : { type: 'restore.confirmed', restoredAt: since.toISOString() },
      )
      await platform.outward.resume()
    }
    return { pausedSince: null }
  }
