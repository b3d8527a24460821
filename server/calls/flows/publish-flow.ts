import { FLOW_NAME, flowFileName } from '../../ivr/index.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import { createQueueByKey } from '../../platform/stream-queue.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { CallDeps } from '../deps.ts'
import type { Drafts } from './drafts.ts'
import type { Flows } from './flows.ts'
import { faultKey, isError } from './judge.ts'
import type { Published } from './published.ts'
import { startingText } from './starting-text.ts'

interface PublishDeps extends Pick<CallDeps, 'queues'> {
  flows: Flows
  published: Published
  drafts: Drafts
}

interface Command {
  name: string
  note: string
  /** The version that ran when whoever publishes looked; 0: the file of the installation. */
  over: number
  commandId: string
}

/** Throws invalid with every fault at its place. Faults of other menus count only when this text makes them. */
const needFine = ({ flows }: PublishDeps, name: string, text: string): void => {
  const own = flowFileName(name)
  const before = new Set(flows.faults().filter(isError).map(faultKey))
  const errors = flows.attempt(name, text).faults.filter((one) => isError(one) && (one.file === own || !before.has(faultKey(one))))
  const [first] = [...errors.filter(({ file }) => file === own), ...errors]
  if (!first) return
  throw new AppError('flow-faults', 'invalid', `This menu cannot run yet. ${first.file}, line ${first.line}: ${first.reason}`, {
    details: errors.map(({ file, line, column, reason }) => ({ path: `${file}:${line}:${column}`, message: reason })),
  })
}

/** Verbs that make another version of a menu run. Calls that have begun keep theirs. */
export const createPublishing = (deps: PublishDeps) => {
  const { flows, published, drafts } = deps
  const inTurn = createQueueByKey()

  const put = (
    actor: Actor,
    { name, note, over, commandId }: Command,
    { verb, text, restores }: { verb: string; text: string | null; restores: number | null },
  ): Promise<void> =>
    // One after another, also of different menus: each is looked at together with what runs of the others.
    inTurn('publish', async () => {
      await flows.refresh()
      const shipped = flows.fileOf(name)
      const will = text ?? shipped
      if (will === undefined) throw notFound('flow-version')
      const key = `${actor.id}:${verb}:${commandId}`
      const isDone = (await published.ledger.entry(name, key)) !== null
      if (!isDone) {
        const now = published.of(name)
        if (now.seq === over && will === flows.textOf(name) && (text !== null || now.text === null))
          throw new AppError('flow-same', 'invalid', 'Nothing differs from the version that runs.')
        if (now.seq === over) needFine(deps, name, will)
      }
      const hash = text === null ? null : await published.keep(text)
      const file = shipped === undefined ? null : await published.keep(shipped)
      await published.ledger.commit(name, key, actor.id, (now) => {
        if (now.seq !== over)
          throw new AppError(
            'flow-changed',
            'conflict',
            `Version ${now.seq} was published since you looked. Compare it with yours, then publish again.`,
          )
        return { type: 'flow.published', text: hash, file, note, restores }
      })
      await flows.refresh()
    })

  const needFlow = (name: string): void => {
    if (flows.textOf(name) === undefined) throw notFound('flow')
  }
  return {
    /**
     * Begins a menu with a small text that runs as it is; no number leads to it yet. Throws forbidden, invalid (name), not-found (queue),
     * conflict (there is one of this name).
     */
    createFlow: async (
      actor: Actor,
      { name, title, queueId, commandId }: { name: string; title: string; queueId: string; commandId: string },
    ): Promise<void> => {
      allow(actor, 'flow.manage')
      if (!FLOW_NAME.test(name))
        throw new AppError('flow-name', 'invalid', 'A menu’s name has small letters, digits and hyphens only, and begins with a letter.')
      const queue = deps.queues.byId(queueId)?.name
      if (queue === undefined) throw notFound('queue')
      const isDone = (await published.ledger.entry(name, `${actor.id}:create:${commandId}`)) !== null
      if (!isDone && flows.textOf(name) !== undefined)
        throw new AppError('flow-exists', 'conflict', `There is a menu called ${name} already. Choose another name.`)
      const zone = Object.values(flows.current()?.flows ?? {})[0]?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
      const text = startingText({ title, queue, zone })
      await put(actor, { name, note: 'New menu', over: 0, commandId }, { verb: 'create', text, restores: null })
    },
    /** Makes a text the version that new calls begin with. Throws forbidden, not-found, invalid (faults, nothing new), conflict (another one runs by now). */
    publishFlow: async (actor: Actor, { text, ...command }: Command & { text: string }): Promise<void> => {
      allow(actor, 'flow.manage')
      needFlow(command.name)
      await put(actor, command, { verb: 'publish', text, restores: null })
      await drafts.remove(command.name, actor.id, text)
    },
    /** Publishes an older text again; version 0 gives the menu back to the installation's file. Throws as `publishFlow`. */
    restoreFlow: async (actor: Actor, { version, ...command }: Command & { version: number }): Promise<void> => {
      allow(actor, 'flow.manage')
      needFlow(command.name)
      const old = version === 0 ? null : (await published.ledger.entries(command.name, { afterSeq: version - 1, limit: 1 }))[0]
      if (old === undefined) throw notFound('flow-version')
      const text = old?.change.text ? await published.textOf(old.change.text) : null
      await put(actor, command, { verb: 'restore', text, restores: version })
    },
  }
}
