import { IconChevronLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { ConnectionLine } from '../frame/connection-line.tsx'

interface AreaHeadProps {
  title: string
  /** Where the way back leads: the list of areas, which only a narrow screen lacks, or the list inside the area. */
  back?: { to: string; label: string }
  children?: ReactNode
}

export const AreaHead = ({ title, back, children }: AreaHeadProps) => (
  <>
    <header className="people-h">
      <Link to={back?.to ?? '/settings'} className={back ? 'ib' : 'ib back'} aria-label={back?.label ?? 'Back to settings'}>
        <IconChevronLeft size={17} stroke={1.75} aria-hidden />
      </Link>
      <h1>{title}</h1>
      <span className="people-a">{children}</span>
    </header>
    <ConnectionLine />
  </>
)
