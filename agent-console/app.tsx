import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { BrowserRouter } from 'react-router'
import { queryClient } from './desk/query-client.ts'
import { Crash } from './frame/crash.tsx'
import { Gate } from './sign-in/gate.tsx'
import { cssVariablesResolver } from './theme/css-variables.ts'
import { theme } from './theme/theme.ts'

const schemes = localStorageColorSchemeManager({ key: 'patchbay.scheme' })

export const App = () => (
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} colorSchemeManager={schemes} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <BrowserRouter>
          <Crash>
            <Gate />
          </Crash>
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>
)
