import { createStore } from '../desk/store.ts'

export interface Toast {
  id: number
  text: string
  /** `news`: somebody else did it. */
  tone: 'done' | 'failed' | 'news'
  endsAtMs: number
  totalMs: number
  undo?: () => Promise<unknown>
  /** Where it is to be seen. */
  to?: string
}

const UNDO_MS = 8000
let last = 0
export const toasts = createStore<readonly Toast[]>([])

export const dismiss = (id: number): void => toasts.set(toasts.get().filter((toast) => toast.id !== id))

/** At most three at a time: the oldest goes. */
export const pushToast = (
  text: string,
  { undo, to, tone = 'done' }: { undo?: () => Promise<unknown>; to?: string; tone?: Toast['tone'] } = {},
): void => {
  const totalMs = UNDO_MS
  const toast: Toast = { id: ++last, text, tone, totalMs, endsAtMs: Date.now() + totalMs, ...(undo ? { undo } : {}), ...(to ? { to } : {}) }
  toasts.set([...toasts.get().slice(-2), toast])
  setTimeout(() => dismiss(toast.id), totalMs)
}
