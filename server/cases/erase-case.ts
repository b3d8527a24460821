import { system } from '../staff/index.ts'
import type { CaseDeps } from './deps.ts'

const by = system('erasure').id

/**
 * Forgets what the cases of a customer say: each is closed, loses title and notes, and says so itself, for the rooms that keep more of it. The same
 * call again finds nothing left. `cause`: the entry it follows from.
 */
export const eraseCasesOf =
  ({ connection, ledger }: Pick<CaseDeps, 'connection' | 'ledger'>) =>
  async (customerId: string, cause: string): Promise<void> => {
    const own = await connection
      .collection<{ _id: string; customerId: string }>('cases')
      .find({ customerId }, { projection: { _id: 1 } })
      .toArray()
    for (const { _id: caseId } of own) {
      await ledger.settle(caseId, `erased-close:${cause}`, by, (now) =>
        now.isOpen ? { type: 'case.closed', disposition: 'erased' } : null,
      )
      await connection.collection('notes').deleteMany({ caseId })
      await ledger.settle(caseId, `erased:${cause}`, by, (now) => (now.erasedAt === null ? { type: 'case.erased' } : null))
      // Last: whoever reads the case between two of these steps finds its title, or that it was erased.
      await connection.collection<{ _id: string }>('case_contents').deleteOne({ _id: caseId })
    }
  }
