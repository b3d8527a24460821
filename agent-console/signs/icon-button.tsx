import { Tooltip } from '@mantine/core'
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string
  /** Key caps behind the label. */
  keys?: string
  children: ReactNode
  ref?: Ref<HTMLButtonElement>
}

/** An icon alone always has a name and a tooltip. */
export const IconButton = ({ label, keys, children, className, ref, ...rest }: IconButtonProps) => (
  <Tooltip label={keys ? `${label} (${keys})` : label}>
    <button ref={ref} type="button" className={`ib ${className ?? ''}`} aria-label={label} {...rest}>
      {children}
    </button>
  </Tooltip>
)
