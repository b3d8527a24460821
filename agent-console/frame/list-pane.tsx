import { useMediaQuery } from '@mantine/hooks'
import { createContext, type ReactNode, useContext } from 'react'

/** Which of list and sheet a narrow screen shows. */
export const AtContext = createContext<'list' | 'sheet'>('sheet')

/** The list beside the sheet; on a narrow screen, where it stands alone, it is the page. */
export const ListPane = ({ label, children }: { label: string; children: ReactNode }) => {
  const at = useContext(AtContext)
  const isNarrow = useMediaQuery('(max-width: 63.99em)', false, { getInitialValueInEffect: false })
  const Pane = isNarrow && at === 'list' ? 'main' : 'section'
  return (
    <Pane className="work" id="list" tabIndex={-1} aria-label={label}>
      {children}
    </Pane>
  )
}
