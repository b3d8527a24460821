import { useAfter } from '../frame/use-after.ts'

const widths = [
  [42, 88],
  [55, 70],
  [36, 80],
  [48, 62],
]

/** Loading: nothing for 300 ms, then bars in the final layout, after 8 s a word on what is slow. */
export const QuietBars = ({ what, rows = 3 }: { what: string; rows?: number }) => {
  const isShown = useAfter(300)
  const isSlow = useAfter(8000)
  if (!isShown) return <div className="bars-none" aria-busy="true" />
  return (
    <div className="skeleton" aria-busy="true">
      {widths.slice(0, rows).map(([first, second]) => (
        <div className="skr" key={first} aria-hidden>
          <i className="sk tile" />
          <div>
            <i className="sk" style={{ width: `${first}%` }} />
            <i className="sk" style={{ width: `${second}%` }} />
          </div>
        </div>
      ))}
      <p className="slow" role="status">
        {isSlow ? `${what} is slow to arrive. It is still on its way.` : ''}
      </p>
    </div>
  )
}
