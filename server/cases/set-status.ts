import type { Actor } from '../staff/index.ts'
import type { CaseKind, CaseState, Priority } from './case.ts'
import { changeOpenCase } from './change-case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one, index) => one === b[index])

/** Opens a case or says that it waits for the customer; wakes a snoozed one. Throws not-found, forbidden, conflict (closed). */
export const setStatus =
  (deps: CaseDeps) =>
  (actor: Actor, { status, ...command }: CaseCommand & { status: 'open' | 'waiting' }): Promise<CaseState> =>
    changeOpenCase(deps, actor, 'case.status', command, (now) => (now.status === status ? null : { type: 'case.status-set', status }))

/** Throws not-found, forbidden, conflict (closed). */
export const setPriority =
  (deps: CaseDeps) =>
  (actor: Actor, { priority, ...command }: CaseCommand & { priority: Priority }): Promise<CaseState> =>
    changeOpenCase(deps, actor, 'case.status', command, (now) =>
      now.priority === priority ? null : { type: 'case.priority-set', priority },
    )

/** Throws not-found, forbidden, conflict (closed). */
export const setKind =
  (deps: CaseDeps) =>
  (actor: Actor, { kind, ...command }: CaseCommand & { kind: CaseKind }): Promise<CaseState> =>
    changeOpenCase(deps, actor, 'case.status', command, (now) => (now.kind === kind ? null : { type: 'case.kind-set', kind }))

/** Replaces the tags, sorted and without doubles. Throws not-found, forbidden, conflict (closed). */
export const setTags =
  (deps: CaseDeps) =>
  (actor: Actor, { tags, ...command }: CaseCommand & { tags: string[] }): Promise<CaseState> => {
    const wanted = [...new Set(tags)].sort()
    return changeOpenCase(deps, actor, 'case.tag', command, (now) =>
      same(now.tags, wanted) ? null : { type: 'case.tagged', tags: wanted },
    )
  }
