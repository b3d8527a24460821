import '@mantine/core/styles.css'
import '@fontsource-variable/atkinson-hyperlegible-next/index.css'
import '@fontsource-variable/atkinson-hyperlegible-next/wght-italic.css'
import './theme/tokens.css'
import './theme/base.css'
import './theme/controls.css'
import './theme/signs.css'
import './theme/states.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { startLive } from './desk/live.ts'
import { begin } from './sign-in/begin.ts'

startLive()
void begin()
const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
