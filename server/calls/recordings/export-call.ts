import { type Actor, allow } from '../../staff/index.ts'
import { allowCall } from '../access.ts'
import type { CallDeps } from '../deps.ts'
import type { CallReads } from '../read-calls.ts'
import type { CallExport } from '../wire.ts'
import type { Recordings } from './recordings.ts'

/**
 * One call to keep: what it was, its entries, and links to what was recorded of it. Secrets are not in it, because they were never kept. That it was taken
 * out stands in the audit, with how many recordings (SECURITY A9, P8). Throws forbidden, not-found.
 */
export const exportCall =
  (deps: CallDeps, { reads, recordings }: { reads: Pick<CallReads, 'view'>; recordings: Pick<Recordings, 'linksOf'> }) =>
  async (actor: Actor, { callId, commandId }: { callId: string; commandId: string }): Promise<CallExport> => {
    allow(actor, 'customer.export')
    const { ledger, audit, platform } = deps
    const call = await ledger.load(callId)
    allowCall(deps, actor, 'call.read', call)
    const [view, entries] = await Promise.all([reads.view(call), ledger.entries(callId)])
    const links = recordings.linksOf(call)
    await audit.tell(callId, `export:${commandId}`, actor.id, { type: 'call-audit.exported', callId, recordings: links.length })
    return {
      exportedAt: new Date(platform.clock.now()).toISOString(),
      call: view,
      entries: entries.map(({ seq, at, by, change: { type, ...facts } }) => ({ seq, at: at.toISOString(), by, what: type, facts })),
      recordings: links,
    }
  }
