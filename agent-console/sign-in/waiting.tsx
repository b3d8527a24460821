import { useAfter } from '../frame/use-after.ts'
import { Mark } from '../signs/mark.tsx'

/** Nothing for 300 ms, then the mark, then a word when the desk cannot be reached. */
export const Waiting = ({ isUnreachable, retry }: { isUnreachable: boolean; retry?: () => void }) => {
  const isShown = useAfter(300)
  return (
    <main className="waiting">
      {isShown ? <Mark size={34} /> : null}
      <div role="status">
        {isUnreachable ? (
          <>
            <h1>The desk cannot be reached</h1>
            <p>It may be starting. This page goes on by itself as soon as it answers.</p>
          </>
        ) : null}
      </div>
      {isUnreachable && retry ? (
        <button type="button" className="btn" onClick={retry}>
          Try now
        </button>
      ) : null}
    </main>
  )
}
