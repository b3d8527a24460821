import { render } from 'preact'
import { App } from './app.tsx'
import { listenToHost } from './host.ts'
import { createKeep } from './keep.ts'
import { readSite } from './site.ts'
import { createStore } from './store.ts'
import './style/base.css'
import './style/frame.css'
import './style/form.css'
import './style/talk.css'
// Last: it overrides.
import './style/narrow.css'
import { createVisit } from './visit.ts'

const site = readSite(document.body.dataset.site)
const store = createStore()
const keep = createKeep(site.id, () => window.localStorage)

const post = listenToHost(site, (message) => {
  if (message.type === 'hello') {
    if (message.theme !== 'auto') document.documentElement.dataset.theme = message.theme
    visit.hello(message.page)
    post({ type: 'ready', name: site.name })
  } else if (message.type === 'identify') visit.identify(message.token)
  else if (message.type === 'forget') visit.forget()
  else {
    store.set({ isOpen: message.type === 'opened' })
    visit.join()
    visit.seen()
  }
})
const visit = createVisit({ site, store, keep, post })
addEventListener('storage', ({ key }) => {
  if (key === keep.key('token')) visit.otherTab()
})
document.addEventListener('visibilitychange', () => visit.seen())
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented) post({ type: 'close' })
})
render(<App site={site} store={store} visit={visit} close={() => post({ type: 'close' })} />, document.body)
