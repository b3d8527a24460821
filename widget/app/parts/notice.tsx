import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'

export const Notice = ({ children }: { children: ComponentChildren }) => (
  <p class="nt" role="status">
    <Icon name="alert" size={16} />
    <span>{children}</span>
  </p>
)
