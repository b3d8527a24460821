import { foldCase, startCase } from './case.ts'
import type { CaseDeps } from './deps.ts'
import type { CaseChange } from './entries.ts'

/** Of a case, whether it would be new had its last change of this type not been made, and up to which entry that was looked at. */
export const wouldBeNew = async (
  { ledger }: CaseDeps,
  caseId: string,
  type: CaseChange['type'],
): Promise<{ isNew: boolean; seq: number }> => {
  const entries = await ledger.entries(caseId)
  const last = entries.findLastIndex(({ change }) => change.type === type)
  const { status } = entries.filter((_entry, index) => index !== last).reduce(foldCase, startCase(caseId))
  return { isNew: last >= 0 && status === 'new', seq: entries.at(-1)?.seq ?? 0 }
}
