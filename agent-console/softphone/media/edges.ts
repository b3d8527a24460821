import type { LineEdge, LineSignal } from '../../../server/sandbox/carrier/wire.ts'
import { changesOf } from './changes.ts'
import { countOf } from './count.ts'
import { createEdge, type Edge, type EdgeSignal } from './edge.ts'
import { type Count, type QualityWarning, qualityBetween, worstFirst } from './quality.ts'

/** All who are heard in one call, or could be. */
export interface Edges {
  /** The carrier's plan: who there is, who hears whom. */
  follow(rows: readonly LineEdge[]): void
  take(signal: LineSignal): void
  /** Everybody together. */
  node: AudioNode
  /** How the connections are: those that have sound to carry. */
  quality(): Promise<QualityWarning[]>
  revive(): void
  close(): void
}

interface EdgesOptions {
  context: AudioContext
  track: MediaStreamTrack
  send(to: LineEdge, signal: EdgeSignal): void
}

interface Held {
  row: LineEdge
  edge: Edge
  count?: Count
}

/** A peer may begin before its row has come here. More than this is no beginning. */
const MAX_EARLY = 64

export const createEdges = ({ context, track, send }: EdgesOptions): Edges => {
  const node = context.createGain()
  const held = new Map<string, Held>()
  let early: LineSignal[] = []

  const open = (row: LineEdge): void => {
    const one: Held = {
      row,
      edge: createEdge({ context, track, isPolite: row.isPolite, send: (signal) => send(one.row, signal) }),
    }
    one.edge.node.connect(node)
    one.edge.follow(row)
    held.set(row.peer, one)
  }
  const close = (peer: string): void => {
    held.get(peer)?.edge.close()
    held.delete(peer)
  }
  const take = (signal: LineSignal): void => {
    const one = held.get(signal.from)
    if (one?.row.mediaId === signal.mediaId) one.edge.take(signal)
    else if (early.length < MAX_EARLY) early.push(signal)
  }
  return {
    node,
    take,
    follow: (rows) => {
      const wanted = new Map(rows.map((row) => [row.peer, row]))
      const changes = changesOf(held, wanted, (before, row) => before.row.mediaId !== row.mediaId || before.row.isPolite !== row.isPolite)
      for (const peer of changes.close) close(peer)
      for (const [, row] of changes.open) open(row)
      for (const [peer, row] of changes.follow) {
        const one = held.get(peer) as Held
        one.row = row
        one.edge.follow(row)
      }
      const waiting = early
      early = []
      for (const signal of waiting) take(signal)
    },
    quality: async () => {
      const found: QualityWarning[] = []
      for (const one of held.values()) {
        if (!one.row.iHear && !one.row.theyHear) continue
        if (['failed', 'disconnected'].includes(one.edge.state())) found.push('cut')
        const count = countOf(await one.edge.stats())
        if (count) found.push(...qualityBetween(one.count, count))
        one.count = count
      }
      return worstFirst(found)
    },
    revive: () => {
      for (const { edge } of held.values()) edge.revive()
    },
    close: () => {
      for (const peer of [...held.keys()]) close(peer)
      node.disconnect()
    },
  }
}
