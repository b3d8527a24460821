import type { ToHost } from '../protocol.ts'
import type { Keep } from './keep.ts'
import type { SessionView } from './sessions.ts'
import type { Store } from './store.ts'

type Told = 'delivered' | 'read'

/** Tells the desk which of its messages this browser holds and which were seen, and the page how many were not. */
export const createReceipts = ({
  store,
  keep,
  post,
  tell,
}: {
  store: Store
  keep: Keep
  post(message: ToHost): void
  tell(state: Told, messageIds: string[]): Promise<boolean>
}) => {
  const told = new Map<string, Told>()
  return {
    update: async (views: readonly SessionView[]): Promise<void> => {
      const { isOpen, readUpTo } = store.get()
      const isSeen = isOpen && document.visibilityState === 'visible'
      const fresh = views.flatMap((view) => view.messages).filter((one) => one.from === 'desk' && one.at > readUpTo)
      if (isSeen && fresh.length > 0) {
        const last =
          fresh
            .map((one) => one.at)
            .sort()
            .at(-1) ?? readUpTo
        keep.set('read', last)
        store.set({ readUpTo: last })
      }
      post({ type: 'unread', count: isSeen ? 0 : fresh.length })
      const state: Told = isSeen ? 'read' : 'delivered'
      const open = fresh.filter((one) => told.get(one.id) !== 'read' && told.get(one.id) !== state).map((one) => one.id)
      if (open.length === 0) return
      for (const id of open) told.set(id, state)
      if (!(await tell(state, open.slice(-50)))) for (const id of open) told.delete(id)
    },
  }
}
