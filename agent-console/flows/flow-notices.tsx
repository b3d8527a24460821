import { IconAlertTriangle, IconFileAlert } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { FlowItem, FlowText } from '../../server/calls/flows/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { spoken } from '../words/time.ts'

const FileDialog = lazy(async () => ({ default: (await import('./file-dialog.tsx')).FileDialog }))

/** What everybody who looks at a menu should know of its file and its version. */
export const FlowNotices = ({ item, words }: { item: FlowItem; words: FlowText | undefined }) => {
  const [isOpen, setOpen] = useState(false)
  const now = useNow(60_000)
  const { published, isFileChanged, isBehind } = item
  return (
    <>
      {isBehind ? (
        <div className="ban warn line" role="status">
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          <span>
            <b>What is there now cannot run.</b> New calls begin with the menus as they were before, until the faults are mended.
          </span>
        </div>
      ) : null}
      {isFileChanged && published ? (
        <div className="ban warn line" role="status">
          <IconFileAlert size={16} stroke={1.75} aria-hidden />
          <span>
            <b>The file of this installation changed since.</b> Version {published.version} was published {spoken(published.at, now)} and
            goes on.
          </span>
          {words ? (
            <button type="button" className="lk" onClick={() => setOpen(true)}>
              Compare
            </button>
          ) : null}
        </div>
      ) : null}
      {isOpen && words ? (
        <Suspense>
          <FileDialog item={item} words={words} close={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
