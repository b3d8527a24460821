export interface Box {
  id: string
  height: number
}
export interface Way {
  from: string
  to: string
}
export interface Place {
  x: number
  y: number
}

export const BOX_WIDTH = 176
export const COLUMN_WIDTH = BOX_WIDTH + 92
const GAP = 44
const SWEEPS = 6

/** The ways without those that lead back to where a call has been: what is left has no circle. */
const forward = (first: string, ways: readonly Way[]): Way[] => {
  const out = new Map<string, string[]>()
  for (const { from, to } of ways) out.set(from, [...(out.get(from) ?? []), to])
  const kept: Way[] = []
  const state = new Map<string, 'open' | 'done'>()
  const enter = (id: string): void => {
    state.set(id, 'open')
    for (const to of new Set(out.get(id))) {
      if (state.get(to) === 'open') continue
      kept.push({ from: id, to })
      if (!state.has(to)) enter(to)
    }
    state.set(id, 'done')
  }
  for (const id of [first, ...out.keys()]) if (!state.has(id)) enter(id)
  return kept
}

/** In which column each box stands: right of everything that leads to it. */
const columnsOf = (boxes: readonly Box[], ways: readonly Way[]): Map<string, number> => {
  const columns = new Map(boxes.map(({ id }) => [id, 0]))
  for (let isMoved = true, turn = 0; isMoved && turn <= boxes.length; turn++) {
    isMoved = false
    for (const { from, to } of ways) {
      const least = (columns.get(from) ?? 0) + 1
      if ((columns.get(to) ?? 0) >= least) continue
      columns.set(to, least)
      isMoved = true
    }
  }
  return columns
}

/** The boxes of one column as near to where they would like to be as their heights allow, in the order of their wishes. */
const settle = (column: readonly Box[], wishes: ReadonlyMap<string, number>): Map<string, number> => {
  const ordered = [...column].sort((a, b) => (wishes.get(a.id) ?? 0) - (wishes.get(b.id) ?? 0))
  const middles = new Map<string, number>()
  let free = Number.NEGATIVE_INFINITY
  let late = 0
  for (const { id, height } of ordered) {
    const middle = Math.max(wishes.get(id) ?? 0, free + height / 2)
    late += middle - (wishes.get(id) ?? 0)
    middles.set(id, middle)
    free = middle + height / 2 + GAP
  }
  // Pushed down only: together they are moved back up by what they were pushed on average.
  const back = late / Math.max(1, ordered.length)
  return new Map([...middles].map(([id, middle]) => [id, middle - back]))
}

/**
 * Layers from left to right: every way leads right, but for those that lead back. Within a column boxes stand near what they are joined to. Pure, and the
 * same for the same graph. Places are of the upper left corner; the highest is at 0.
 */
export const layout = (first: string, boxes: readonly Box[], given: readonly Way[]): Map<string, Place> => {
  const known = new Set(boxes.map(({ id }) => id))
  const ways = forward(
    first,
    given.filter(({ from, to }) => known.has(from) && known.has(to)),
  )
  const columnOf = columnsOf(boxes, ways)
  const columns: Box[][] = []
  for (const box of boxes) {
    const at = columnOf.get(box.id) ?? 0
    columns[at] = [...(columns[at] ?? []), box]
  }
  const joined = new Map<string, { before: string[]; after: string[] }>(boxes.map(({ id }) => [id, { before: [], after: [] }]))
  for (const { from, to } of ways) {
    joined.get(from)?.after.push(to)
    joined.get(to)?.before.push(from)
  }
  let middles = new Map<string, number>()
  for (const column of columns) {
    const ordinal = new Map((column ?? []).map(({ id }, index) => [id, index]))
    middles = new Map([...middles, ...settle(column ?? [], ordinal)])
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isRightward = sweep % 2 === 0
    for (const column of isRightward ? columns : [...columns].reverse()) {
      const wishes = new Map(
        (column ?? []).map(({ id }) => {
          const near = joined.get(id)?.[isRightward ? 'before' : 'after'] ?? []
          const sum = near.reduce((all, one) => all + (middles.get(one) ?? 0), 0)
          return [id, near.length > 0 ? sum / near.length : (middles.get(id) ?? 0)]
        }),
      )
      middles = new Map([...middles, ...settle(column ?? [], wishes)])
    }
  }
  const tops = boxes.map(({ id, height }) => ({ id, top: (middles.get(id) ?? 0) - height / 2 }))
  const highest = Math.min(...tops.map(({ top }) => top))
  return new Map(tops.map(({ id, top }) => [id, { x: (columnOf.get(id) ?? 0) * COLUMN_WIDTH, y: Math.round(top - highest) }]))
}
