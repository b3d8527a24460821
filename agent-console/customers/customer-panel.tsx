import { IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import type { Panel } from '../frame/use-panel.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { CustomerCases } from './customer-cases.tsx'
import { CustomerFacts } from './customer-facts.tsx'
import { CustomerHead } from './customer-head.tsx'
import { HistoryStrip } from './history-strip.tsx'
import { IdentityList } from './identity-list.tsx'
import { MergeList } from './merge-list.tsx'
import { SuggestionCard } from './suggestion-card.tsx'
import './customer.css'

/** Who this is, how they are reached, who else they may be, and what was before. */
export const CustomerPanel = ({ view, panel }: { view: CaseView; panel: Panel }) => {
  const { case: current, customer, suggestions, history } = view
  const element = useRef<HTMLElement>(null)
  const { isOver, close } = panel
  useEffect(() => {
    if (!isOver) return
    element.current?.focus()
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role="dialog"], [role="menu"]')) close()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [isOver, close])
  return (
    <>
      {isOver ? <div className="cpanel-veil" aria-hidden onClick={close} /> : null}
      <aside className="cpanel" id="customer" ref={element} tabIndex={-1} aria-label="Customer">
        <CustomerHead customer={customer}>
          {isOver ? (
            <IconButton label="Close" keys="Esc" onClick={close}>
              <IconX size={17} stroke={1.75} aria-hidden />
            </IconButton>
          ) : null}
        </CustomerHead>
        <CustomerFacts customer={customer} />
        {suggestions.map((suggestion) => (
          <SuggestionCard key={suggestion.id} suggestion={suggestion} customer={customer} />
        ))}
        <IdentityList customer={customer} current={current} />
        <HistoryStrip cases={[current, ...history]} />
        <CustomerCases current={current} history={history} />
        <MergeList customer={customer} />
      </aside>
    </>
  )
}
