import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { FigureHead, FigureName, type FigureNameProps } from './figure-head.tsx'

export interface Figure<Row> extends FigureNameProps {
  show(row: Row): ReactNode
}

interface FigureTableProps<Row> {
  /** What a row is: Queue, Name. */
  what: string
  figures: readonly Figure<Row>[]
  rows: readonly Row[]
  keyOf(row: Row): string
  /** Whose figures they are. */
  headOf(row: Row): ReactNode
}

/** Rows of figures: a table where its columns have room, and on a small screen a list that shows all of them without being pushed sideways. */
export const FigureTable = <Row,>({ what, figures, rows, keyOf, headOf }: FigureTableProps<Row>) => {
  const isSmall = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  if (isSmall)
    return (
      <ul className="figs">
        {rows.map((row) => (
          <li key={keyOf(row)}>
            {headOf(row)}
            <dl>
              {figures.map(({ name, of, show }) => (
                <div key={of}>
                  <dt>
                    <FigureName name={name} of={of} />
                  </dt>
                  <dd>{show(row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    )
  return (
    <div className="scroll">
      <table className="dt">
        <thead>
          <tr>
            <th scope="col">{what}</th>
            {figures.map(({ name, of }) => (
              <FigureHead key={of} name={name} of={of} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <th scope="row">{headOf(row)}</th>
              {figures.map(({ of, show }) => (
                <td key={of} className="num2">
                  {show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
