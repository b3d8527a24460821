import { useLayoutEffect, useRef } from 'react'
import { createStore } from '../desk/store.ts'
import type { ActName } from './keymap.ts'

type Handler = () => void

/** Who does what now. The screen that came last wins. */
export const registry = createStore<ReadonlyMap<ActName, readonly Handler[]>>(new Map())

const change = (name: ActName, edit: (list: readonly Handler[]) => readonly Handler[]): void => {
  const next = new Map(registry.get())
  const list = edit(next.get(name) ?? [])
  if (list.length > 0) next.set(name, list)
  else next.delete(name)
  registry.set(next)
}

/** True when somebody did it. */
export const doAct = (name: ActName): boolean => {
  const handler = registry.get().get(name)?.at(-1)
  handler?.()
  return handler !== undefined
}

/** While this component stands (and `isOn`), it does the act: from the moment it is on screen, so that no press is lost. */
export const useAct = (name: ActName, handler: Handler, isOn = true): void => {
  const latest = useRef(handler)
  useLayoutEffect(() => {
    latest.current = handler
  })
  useLayoutEffect(() => {
    if (!isOn) return
    const mine = () => latest.current()
    change(name, (list) => [...list, mine])
    return () => change(name, (list) => list.filter((one) => one !== mine))
  }, [name, isOn])
}
