import type { CaseState } from './case.ts'

/** A merge of cases that a merge of two customers brought along has its id from it, so that one undo reverts both. */
export const caseMergeId = (customerMergeId: string, caseId: string): string => `${customerMergeId}-${caseId}`

/** Pure: which of the cases taken in came by a merge of customers, and by which. */
export const customerMergesOf = ({ absorbed }: Pick<CaseState, 'absorbed'>): { caseId: string; mergeId: string }[] =>
  absorbed.flatMap(({ caseId, mergeId }) => {
    const end = `-${caseId}`
    return mergeId.endsWith(end) ? [{ caseId, mergeId: mergeId.slice(0, -end.length) }] : []
  })
