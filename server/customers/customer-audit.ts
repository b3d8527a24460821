import type { Folded, StreamKind } from '../platform/ledger.ts'
import type { Platform } from '../platform/room.ts'

/** What is done with people's data as a whole: counts and ids, no content. */
export type CustomerAuditChange =
  | { type: 'customer-audit.erased'; customerId: string }
  | { type: 'customer-audit.exported'; customerId: string; cases: number; messages: number }
  | { type: 'customer-audit.merged'; customerId: string; otherId: string; mergeId: string }
  | { type: 'customer-audit.unmerged'; customerId: string; mergeId: string }

interface AuditState extends Folded {
  updatedAt: Date
}

const auditStream: StreamKind<AuditState, CustomerAuditChange> = {
  kind: 'customer-audit',
  collection: 'customer_audits',
  chained: true,
  start: () => ({ seq: 0, updatedAt: new Date(0) }),
  fold: (_state, { seq, at }) => ({ seq, updatedAt: at }),
}

/** Who erased, exported, merged and took apart customers: chained, and read with the rest of the audit (SECURITY A9, R9). */
export const createCustomerAudit = ({ ledgers }: Pick<Platform, 'ledgers'>) => {
  const ledger = ledgers.open(auditStream)
  return {
    /** The same key tells the same thing once. */
    tell: async (key: string, by: string, change: CustomerAuditChange): Promise<void> => {
      await ledger.settle(change.customerId, key, by, () => change)
    },
  }
}
export type CustomerAudit = ReturnType<typeof createCustomerAudit>
