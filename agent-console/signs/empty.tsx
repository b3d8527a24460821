import type { ReactNode } from 'react'

const Jacks = () => (
  <svg viewBox="0 0 150 56" width="150" height="56" aria-hidden className="ejk">
    <circle cx="20" cy="20" r="8" />
    <circle cx="56" cy="20" r="8" />
    <circle cx="92" cy="20" r="8" />
    <circle cx="128" cy="20" r="8" />
    <path d="M128 28c0 26-46 20-60 20" />
    <rect x="56" y="43" width="13" height="10" rx="3" />
  </svg>
)

interface EmptyProps {
  title: string
  children?: ReactNode
  act?: ReactNode
  /** Beside another empty place one drawing is enough. */
  isPlain?: boolean
}

/** Says what will happen next and offers one act. */
export const Empty = ({ title, children, act, isPlain = false }: EmptyProps) => (
  <div className="empty">
    {isPlain ? null : <Jacks />}
    <b>{title}</b>
    {children ? <p>{children}</p> : null}
    {act}
  </div>
)
