import { useEffect, useState } from 'preact/hooks'
import { Composer } from './parts/composer.tsx'
import { Header } from './parts/header.tsx'
import { Loading } from './parts/loading.tsx'
import { Notice } from './parts/notice.tsx'
import { StartForm } from './parts/start-form.tsx'
import { Talk } from './parts/talk.tsx'
import { screenOf } from './screen.ts'
import type { SiteInfo } from './site.ts'
import type { State, Store } from './store.ts'
import type { Visit } from './visit.ts'

const useStore = (store: Store): State => {
  const [state, setState] = useState(store.get)
  useEffect(() => store.subscribe(setState), [store])
  return state
}

/** True once the line has been down for two seconds: shorter gaps are nobody's business. */
const useIsOffline = (state: State): boolean => {
  const [isOffline, setOffline] = useState(false)
  useEffect(() => {
    if (state.line !== 'offline') return setOffline(false)
    const timer = setTimeout(() => setOffline(true), 2_000)
    return () => clearTimeout(timer)
  }, [state.line])
  return isOffline
}

export const App = ({ site, store, visit, close }: { site: SiteInfo; store: Store; visit: Visit; close(): void }) => {
  const state = useStore(store)
  const isOffline = useIsOffline(state)
  const screen = screenOf(site, state)
  return (
    <main class={`wg ${screen.as}`} aria-label="Chat">
      <Header screen={screen} visit={visit} canForget={screen.items.length > 0} close={close} />
      {isOffline && state.phase !== 'refused' ? <Notice>Not connected. What you write is kept and sent.</Notice> : null}
      {screen.as === 'loading' ? <Loading /> : null}
      {screen.as === 'refused' ? <RefusedBox reason={state.reason} again={visit.begin} /> : null}
      {screen.as === 'start' ? <StartForm site={site} state={state} visit={visit} /> : null}
      {screen.as === 'talk' ? <Talk screen={screen} state={state} visit={visit} goOn={() => store.set({ goesOn: true })} /> : null}
      {screen.as === 'talk' && screen.canWrite ? <Composer visit={visit} isOpen={state.isOpen} /> : null}
    </main>
  )
}

const RefusedBox = ({ reason, again }: { reason: string; again(): Promise<void> }) => (
  <div class="wg-b mid">
    <h2>The chat cannot start here</h2>
    <p class="wl2">{reason}</p>
    <button type="button" class="btn" onClick={() => void again()}>
      Try again
    </button>
  </div>
)
