import { IconChevronLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { ConnectionLine } from './connection-line.tsx'

interface AreaHeadProps {
  title: string
  /** The list of areas, which only a narrow screen lacks. */
  list: { to: string; label: string }
  /** Inside an area the way back is to its own list, on any screen. */
  back?: { to: string; label: string }
  children?: ReactNode
}

/** An area's name, the way back, and what can be done with all of it. */
export const AreaHead = ({ title, list, back, children }: AreaHeadProps) => (
  <>
    <header className="people-h">
      <Link to={(back ?? list).to} className={back ? 'ib' : 'ib back'} aria-label={(back ?? list).label}>
        <IconChevronLeft size={17} stroke={1.75} aria-hidden />
      </Link>
      <h1>{title}</h1>
      <span className="people-a">{children}</span>
    </header>
    <ConnectionLine />
  </>
)
