import { type FlowGraph, type FlowSet, flowNameOf, graphOf, rootsOf, type TrailStep, trailIn } from '../../ivr/index.ts'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import { notFound } from '../../platform/errors.ts'
import { createRecent } from '../../platform/recent.ts'
import { addDays, instantOf, zonedTime } from '../../platform/zoned-time.ts'
import { type Actor, allow, seesTeams } from '../../staff/index.ts'
import type { CallDeps } from '../deps.ts'
import { type CountedCall, countFlow, edgeKey, type FlowFigures, type Walk } from './flow-figures.ts'
import { hashOf, type Published } from './published.ts'
import type { FlowItem, FlowView } from './wire.ts'

/** More are not counted; the answer says so. */
const MOST_CALLS = 20_000
const AT_ONCE = 1000
/** Everybody who looks at a flow within this time is shown the same count. */
const FRESH_MS = 5000

export const flowIndexes: IndexSpec[] = [{ collection: 'calls', key: { 'terms.flow': 1, startedAt: -1 } }]

type StoredCall = CountedCall & { _id: string; terms: { flow: string } }
interface StoredTrail {
  _id: string
  flow: { trail: TrailStep[]; awaits: string } | null
}
interface Counted extends FlowFigures {
  isCut: boolean
}

const CALL_FIELDS = { terms: 1, isLive: 1, isOnLine: 1, phase: 1, outcome: 1, answeredAt: 1, callback: 1 }

/** Reads of phone flows: what there is, and how calls go through it. For staff who may see the work of all. */
export const createFlowReads = ({
  platform,
  flows,
  published,
  numbers,
  queues,
}: Pick<CallDeps, 'platform' | 'flows' | 'numbers' | 'queues'> & { published: Published }) => {
  const { connection, clock } = platform
  const calls = connection.collection<StoredCall>('calls')
  const contents = connection.collection<StoredTrail>('call_contents')
  const counted = createRecent<string, { at: number; figures: Promise<Counted> }>(100)

  const allowed = (actor: Actor): void => {
    allow(actor, 'call.read')
    allow(actor, 'work.read-all')
  }
  const versionOf = (name: string): Pick<FlowItem, 'published' | 'isBehind' | 'isFileChanged'> => {
    const { seq, text, file, by, at, note } = published.of(name)
    const shipped = flows.fileOf(name)
    return {
      published: at && { version: seq, by, at: at.toISOString(), note, isFile: text === null },
      isBehind: flows.isBehind(),
      isFileChanged: text !== null && shipped !== undefined && hashOf(shipped) !== file,
    }
  }
  const item = (name: string): FlowItem => {
    const set = flows.current()
    const flow = set && Object.hasOwn(set.flows, name) ? set.flows[name] : undefined
    return {
      name,
      title: flow?.title ?? name,
      version: set?.version ?? '',
      ...versionOf(name),
      languages: Object.keys(flow?.languages ?? {}),
      isLive: set?.machines.has(name) ?? false,
      numbers: numbers
        .all()
        .filter((one) => one.flow === name && one.isActive)
        .map(({ number, label }) => ({ number, label })),
      usedBy: set ? rootsOf(set, name).filter((root) => root !== name) : [],
      // A fault in a file that is no flow, such as the opening hours, is a fault of each.
      faults: flows.faults().filter(({ file }) => (flowNameOf(file) ?? name) === name),
    }
  }

  const walksOf = async (set: FlowSet, flow: string, found: readonly StoredCall[]): Promise<Walk[]> => {
    const walks: Walk[] = []
    for (let from = 0; from < found.length; from += AT_ONCE) {
      const some = found.slice(from, from + AT_ONCE)
      const stored = await contents
        .find({ _id: { $in: some.map((one) => one._id) } } as never, { projection: { 'flow.trail': 1, 'flow.awaits': 1 } })
        .toArray()
      const byId = new Map((stored as StoredTrail[]).map((one) => [one._id, one.flow]))
      for (const call of some) {
        const state = byId.get(call._id)
        const steps = trailIn(set, { root: call.terms.flow, flow }, state?.trail ?? [])
        walks.push({ call, steps, hasEnded: state?.awaits === 'end' })
      }
    }
    return walks
  }
  const count = async (set: FlowSet, graph: FlowGraph, since: Date, hidden: readonly string[]): Promise<Counted> => {
    const filter = { 'terms.flow': { $in: rootsOf(set, graph.name) }, startedAt: { $gte: since }, 'terms.draft': { $exists: false } }
    const found = (await calls
      .find((hidden.length > 0 ? { ...filter, queueId: { $nin: hidden } } : filter) as never, { projection: CALL_FIELDS })
      .sort({ startedAt: -1 })
      .limit(MOST_CALLS + 1)
      .toArray()) as StoredCall[]
    const walks = await walksOf(set, graph.name, found.slice(0, MOST_CALLS))
    return { ...countFlow(graph, walks), isCut: found.length > MOST_CALLS }
  }
  const figuresOf = (set: FlowSet, graph: FlowGraph, since: Date, hidden: readonly string[]): Promise<Counted> => {
    const key = [set.version, graph.name, since.toISOString(), ...hidden].join(' ')
    const held = counted.get(key)
    if (held && clock.now() - held.at < FRESH_MS) return held.figures
    const figures = count(set, graph, since, hidden)
    counted.set(key, { at: clock.now(), figures })
    figures.catch(() => counted.delete(key))
    return figures
  }

  return {
    /** Throws forbidden. */
    listFlows: (actor: Actor): FlowItem[] => {
      allowed(actor)
      const running = Object.keys(flows.current()?.flows ?? {})
      return [...new Set([...running, ...flows.names()])].map(item)
    },
    /** A flow as it runs now, with the calls of so many days of its own zone, today among them. Throws forbidden, not-found. */
    getFlow: async (actor: Actor, { name, days }: { name: string; days: number }): Promise<FlowView> => {
      allowed(actor)
      const set = flows.current()
      const graph = set && graphOf(set, name)
      if (!set || !graph) throw notFound('flow')
      const since = instantOf(addDays(zonedTime(new Date(clock.now()), graph.zone).date, 1 - days), 0, graph.zone)
      const hidden = queues
        .all()
        .filter((one) => !seesTeams(actor, one.restrictedTo))
        .map((one) => one.id)
      const { steps, took, calls: total, now, outcomes, isCut } = await figuresOf(set, graph, since, hidden)
      const none = { reached: 0, left: 0, seconds: null, now: 0 }
      return {
        ...item(name),
        zone: graph.zone,
        first: graph.first,
        nodes: graph.nodes.map((one) => ({ ...one, ...(steps.get(one.id) ?? none) })),
        edges: graph.edges.map((one) => ({ ...one, took: took.get(edgeKey(one.from, one.on)) ?? 0 })),
        since: since.toISOString(),
        calls: total,
        now,
        outcomes,
        isCut,
      }
    },
  }
}
