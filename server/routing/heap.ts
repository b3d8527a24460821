/** A binary heap that finds its items by id, so that they can be moved and taken out: every change costs O(log n). */
export interface Heap<T> {
  readonly size: number
  set(id: string, item: T): void
  delete(id: string): void
  get(id: string): T | undefined
  peek(): T | undefined
  /** From the first on, as far as one asks: visits only those and their neighbours. */
  inOrder(): Iterable<T>
}

interface Slot<T> {
  id: string
  item: T
  /** Where it lies now. */
  index: number
}

export const createHeap = <T>(isBefore: (a: T, b: T) => boolean): Heap<T> => {
  const slots: Slot<T>[] = []
  const byId = new Map<string, Slot<T>>()

  const put = (slot: Slot<T>, index: number): void => {
    slots[index] = slot
    slot.index = index
  }
  const rise = (slot: Slot<T>, from: number): void => {
    let index = from
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = slots[above] as Slot<T>
      if (!isBefore(slot.item, parent.item)) break
      put(parent, index)
      index = above
    }
    put(slot, index)
  }
  const sink = (slot: Slot<T>, from: number): void => {
    let index = from
    for (;;) {
      let below = 2 * index + 1
      if (below >= slots.length) break
      const right = slots[below + 1]
      if (right && isBefore(right.item, (slots[below] as Slot<T>).item)) below++
      const child = slots[below] as Slot<T>
      if (!isBefore(child.item, slot.item)) break
      put(child, index)
      index = below
    }
    put(slot, index)
  }
  const settle = (slot: Slot<T>, index: number): void => {
    const parent = slots[(index - 1) >> 1]
    if (index > 0 && parent && isBefore(slot.item, parent.item)) rise(slot, index)
    else sink(slot, index)
  }

  return {
    get size() {
      return slots.length
    },
    set: (id, item) => {
      const there = byId.get(id)
      if (there) {
        there.item = item
        settle(there, there.index)
        return
      }
      const slot = { id, item, index: slots.length }
      byId.set(id, slot)
      slots.push(slot)
      rise(slot, slot.index)
    },
    delete: (id) => {
      const gone = byId.get(id)
      if (!gone) return
      byId.delete(id)
      const last = slots.pop() as Slot<T>
      if (last !== gone) settle(last, gone.index)
    },
    get: (id) => byId.get(id)?.item,
    peek: () => slots[0]?.item,
    *inOrder() {
      // The next one is among these; few are ever asked for, so looking through them is quicker than keeping them in order.
      const open = slots[0] ? [slots[0]] : []
      while (open.length > 0) {
        let at = 0
        for (let n = 1; n < open.length; n++) if (isBefore((open[n] as Slot<T>).item, (open[at] as Slot<T>).item)) at = n
        const { item, index } = open[at] as Slot<T>
        yield item
        const [left, right] = [slots[2 * index + 1], slots[2 * index + 2]]
        if (left) open[at] = left
        else open.splice(at, 1)
        if (right) open.push(right)
      }
    },
  }
}
