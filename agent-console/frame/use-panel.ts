import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import { useAct } from '../keys/registry.ts'

export interface Panel {
  isOpen: boolean
  /** Slides over the sheet instead of standing beside it. */
  isOver: boolean
  toggle(): void
  close(): void
}

/** The customer panel: there on wide screens until it is closed, called for on narrow ones. */
export const usePanel = (): Panel => {
  const isWide = useMediaQuery('(min-width: 85em)', true, { getInitialValueInEffect: false }) ?? true
  const [choice, setChoice] = useState<{ isWide: boolean; isOpen: boolean } | null>(null)
  const isOpen = choice?.isWide === isWide ? choice.isOpen : isWide
  const toggle = () => setChoice({ isWide, isOpen: !isOpen })
  useAct('case.customer', toggle)
  return { isOpen, isOver: !isWide, toggle, close: () => setChoice({ isWide, isOpen: false }) }
}
