import type { Entry } from '../../platform/bus.ts'
import { notFound } from '../../platform/errors.ts'
import { type Actor, allow, isAllowed } from '../../staff/index.ts'
import type { Drafts } from './drafts.ts'
import type { FlowChange } from './entries.ts'
import type { Flows } from './flows.ts'
import { hashOf, type Published } from './published.ts'
import type { FlowCheck, FlowDraft, FlowText, FlowVersion, FlowVersionText } from './wire.ts'

/** Older ones stay in the audit. */
const MOST_VERSIONS = 200

/** Reads of a menu's words: what runs, what ran before, what is being written. For those who see menus; drafts for those who write them. */
export const createVersionReads = ({ flows, published, drafts }: { flows: Flows; published: Published; drafts: Drafts }) => {
  const allowed = (actor: Actor, name: string): string => {
    allow(actor, 'call.read')
    allow(actor, 'work.read-all')
    const text = flows.textOf(name)
    if (text === undefined) throw notFound('flow')
    return text
  }
  const present = ({ seq, by, at, change }: Entry<FlowChange>, running: number): FlowVersion => ({
    version: seq,
    by,
    at: at.toISOString(),
    note: change.note,
    restores: change.restores,
    isFile: change.text === null,
    isRunning: seq === running,
  })
  const presentDraft = ({ text, v, over, savedAt }: NonNullable<Awaited<ReturnType<Drafts['of']>>>): FlowDraft => ({
    text,
    v,
    over,
    savedAt: savedAt.toISOString(),
  })
  /** What a version said: its own text, or the file as it was when it was given back to it. */
  const textOf = async ({ text, file }: FlowChange): Promise<string> => {
    const hash = text ?? file
    return hash === null ? '' : published.textOf(hash)
  }

  return {
    /** Throws forbidden, not-found. */
    getFlowText: async (actor: Actor, name: string): Promise<FlowText> => {
      const running = allowed(actor, name)
      const { seq: version, text, file, by, at, note } = published.of(name)
      const shipped = flows.fileOf(name)
      const isChanged = text !== null && shipped !== undefined && hashOf(shipped) !== file
      const mayWrite = isAllowed(actor, 'flow.manage')
      const mine = mayWrite ? await drafts.of(name, actor.id) : null
      return {
        name,
        running: { version, text: running, published: at && { by, at: at.toISOString(), note, isFile: text === null } },
        file:
          shipped === undefined
            ? null
            : { text: shipped, isChanged, before: isChanged && file !== null ? await published.textOf(file) : null },
        draft: mine && presentDraft(mine),
        others: (await drafts.authors(name))
          .filter((one) => one.by !== actor.id)
          .map((one) => ({ by: one.by, savedAt: one.savedAt.toISOString() })),
      }
    },
    /** Newest first; the file of the installation is the oldest. Throws forbidden, not-found. */
    listFlowVersions: async (actor: Actor, name: string): Promise<FlowVersion[]> => {
      allowed(actor, name)
      const { seq } = published.of(name)
      const entries = await published.ledger.entries(name, { afterSeq: Math.max(0, seq - MOST_VERSIONS) })
      const shipped = { version: 0, by: '', at: null, note: '', restores: null, isFile: true, isRunning: seq === 0 }
      const all = entries.map((one) => present(one, seq)).reverse()
      return flows.fileOf(name) === undefined ? all : [...all, shipped]
    },
    /** One version with the one before it. Throws forbidden, not-found. */
    getFlowVersion: async (actor: Actor, { name, version }: { name: string; version: string }): Promise<FlowVersionText> => {
      allowed(actor, name)
      const seq = /^\d{1,9}$/.test(version) ? Number(version) : -1
      const shipped = flows.fileOf(name)
      if (seq === 0 && shipped !== undefined) return { version: 0, text: shipped, before: null }
      const found = seq > 0 ? await published.ledger.entries(name, { afterSeq: Math.max(0, seq - 2), limit: 2 }) : []
      const one = found.find((entry) => entry.seq === seq)
      if (!one) throw notFound('flow-version')
      const before = found.find((entry) => entry.seq === seq - 1)
      const text = before ? await textOf(before.change) : one.change.file === null ? null : await published.textOf(one.change.file)
      return { version: seq, text: await textOf(one.change), before: text === null ? null : { version: seq - 1, text } }
    },
    /** What would be if the menu had this text: its faults, its graph, and calls that would go another way. Throws forbidden, not-found. */
    checkFlow: async (actor: Actor, { name, text }: { name: string; text: string }): Promise<FlowCheck> => {
      allow(actor, 'flow.manage')
      allowed(actor, name)
      const { faults, graph, scenarios } = flows.attempt(name, text)
      return { faults, graph, scenarios }
    },
    /** Throws forbidden, not-found, conflict (saved in another window since). */
    saveDraft: async (actor: Actor, given: { name: string; text: string; v: number; over: number }): Promise<FlowDraft> => {
      allow(actor, 'flow.manage')
      allowed(actor, given.name)
      const { name: flow, text, v, over } = given
      return presentDraft(await drafts.save({ flow, by: actor.id, text, v, over }))
    },
    /** Throws forbidden, not-found. */
    dropDraft: async (actor: Actor, name: string): Promise<void> => {
      allow(actor, 'flow.manage')
      allowed(actor, name)
      await drafts.remove(name, actor.id)
    },
  }
}
