import type { ReactNode } from 'react'

export interface Column {
  label: string
  /** From which width it is shown, and how it stands: `mid`, `wide`, `act end`. */
  className?: string
  /** Named for screen readers alone. */
  isHidden?: boolean
}

interface RowTableProps {
  columns: readonly Column[]
  /** The rows, one for each thing. */
  children: ReactNode
  /** Below them, such as the way to older ones. */
  more?: ReactNode
}

/** A list as a table: its head, and rows that the list draws itself. */
export const RowTable = ({ columns, children, more }: RowTableProps) => (
  <div className="people-s">
    <table className="people-t">
      <thead>
        <tr>
          {columns.map(({ label, className, isHidden }) => (
            <th key={label} scope="col" {...(className ? { className } : {})}>
              {isHidden ? <span className="sr">{label}</span> : label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
    {more}
  </div>
)
