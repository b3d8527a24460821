import '@mantine/core/styles.css'
import '@fontsource-variable/atkinson-hyperlegible-next/index.css'
import '../theme/tokens.css'
import '../theme/base.css'
import '../theme/controls.css'
import '../theme/states.css'
import '../theme/live-jack.css'
import './phone.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { cssVariablesResolver } from '../theme/css-variables.ts'
import { theme } from '../theme/theme.ts'
import { PhonePage } from './phone-page.tsx'
import { createPhones } from './phones.ts'

const phones = createPhones()
const schemes = localStorageColorSchemeManager({ key: 'patchbay.scheme' })
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} colorSchemeManager={schemes} defaultColorScheme="auto">
        <PhonePage phones={phones} />
      </MantineProvider>
    </StrictMode>,
  )
