import type { Actor } from '../staff/index.ts'
import type { CaseKind, CaseState, Priority } from './case.ts'
import { changeOpenCase } from './change-case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'
import { wouldBeNew } from './would-be-new.ts'

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one, index) => one === b[index])

/**
 * Opens a case or says that it waits for the customer; wakes a snoozed one. `asItWas` takes the last such saying back: the case is new again if nothing
 * else was done in it. Throws not-found, forbidden, conflict (closed).
 */
export const setStatus =
  (deps: CaseDeps) =>
  async (
    actor: Actor,
    { status: wanted, asItWas = false, ...command }: CaseCommand & { status: 'open' | 'waiting'; asItWas?: boolean },
  ): Promise<CaseState> => {
    const before = asItWas ? await wouldBeNew(deps, command.caseId, 'case.status-set') : null
    return changeOpenCase(deps, actor, 'case.status', command, (now) => {
      const status = before?.isNew && before.seq === now.seq ? 'new' : wanted
      return now.status === status ? null : { type: 'case.status-set', status }
    })
  }

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
