import { IconChevronLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { ConnectionLine } from '../frame/connection-line.tsx'

/** A list's name; the way back is for narrow screens. */
export const AreaHead = ({ title, children }: { title: string; children?: ReactNode }) => (
  <>
    <header className="people-h">
      <Link to="/calls" className="ib back" aria-label="Back to calls">
        <IconChevronLeft size={17} stroke={1.75} aria-hidden />
      </Link>
      <h1>{title}</h1>
      <span className="people-a">{children}</span>
    </header>
    <ConnectionLine />
  </>
)
