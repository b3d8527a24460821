import { askDesk } from '../platform/operator-door.ts'
import type { Platform, RoomParts } from '../platform/room.ts'
import { type Actor, allow, system } from '../staff/index.ts'
import { createConfirmRestore } from './confirm-restore.ts'
import { restoreTopic } from './live.ts'
import { restoreKind } from './restore.ts'
import { restoreRoutes } from './routes.ts'
import type { Sending } from './wire.ts'

export interface RestoreFace {
  readSending(actor: Actor): Promise<Sending>
  confirm(actor: Actor): Promise<Sending>
}

export interface Restore extends RestoreFace {
  parts: RoomParts<Actor>
}

const CONFIRM_VERB = 'confirm-restore'

/** Asks the running desk to go on sending. False when none runs on this folder. */
export const askDeskToConfirm = async (dataDir: string): Promise<boolean> => (await askDesk(dataDir, CONFIRM_VERB)) !== null

/** What follows a restore: nothing leaves the desk by itself until somebody has looked at it and says so (SECURITY R6). */
export const createRestore = (platform: Platform): Restore => {
  const { outward } = platform
  const face: RestoreFace = {
    readSending: async (actor) => {
      allow(actor, 'audit.read')
      return { pausedSince: (await outward.pausedSince())?.toISOString() ?? null }
    },
    confirm: createConfirmRestore({ platform, ledger: platform.ledgers.open(restoreKind) }),
  }
  platform.operator.answer(CONFIRM_VERB, () => face.confirm(system('operator')))
  return { ...face, parts: { routes: restoreRoutes(face), topics: [restoreTopic(outward)] } }
}
