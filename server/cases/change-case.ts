import type { Actor, Permission } from '../staff/index.ts'
import { allowCase, needOpen } from './access.ts'
import type { CaseState } from './case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'
import type { CaseChange } from './entries.ts'

/**
 * The shape all commands on an open case share: allowed, open, decided, committed under the actor's key.
 * Throws forbidden, not-found, conflict (closed, merged).
 */
export const changeOpenCase = (
  { ledger, queues }: CaseDeps,
  actor: Actor,
  permission: Permission,
  { caseId, commandId }: CaseCommand,
  decide: (now: CaseState) => CaseChange | null,
): Promise<CaseState> =>
  ledger.commit(caseId, `${actor.id}:${permission}:${commandId}`, actor.id, (now) => {
    allowCase(actor, permission, now, queues)
    needOpen(now)
    return decide(now)
  })
