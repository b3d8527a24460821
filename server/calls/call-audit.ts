import type { Folded, StreamKind } from '../platform/ledger.ts'
import type { Platform } from '../platform/room.ts'
import type { CallAuditChange } from './entries.ts'

interface AuditState extends Folded {
  updatedAt: Date
}

const auditStream: StreamKind<AuditState, CallAuditChange> = {
  kind: 'call-audit',
  collection: 'call_audits',
  chained: true,
  start: () => ({ seq: 0, updatedAt: new Date(0) }),
  fold: (_state, { seq, at }) => ({ seq, updatedAt: at }),
}

/** Who listened to whom, and what was refused at the phone's doors: chained, and read with the rest of the audit (SECURITY P4, P8, R9). */
export const createCallAudit = ({ ledgers }: Pick<Platform, 'ledgers'>) => {
  const ledger = ledgers.open(auditStream)
  return {
    /** `about`: a call's id, or `desk`. The same key tells the same thing once. */
    tell: async (about: string, key: string, by: string, change: CallAuditChange): Promise<void> => {
      await ledger.settle(about, key, by, () => change)
    },
  }
}
export type CallAudit = ReturnType<typeof createCallAudit>
