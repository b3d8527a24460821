import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { FlowItem, FlowText } from '../../server/calls/flows/wire.ts'
import { may, useMe } from '../frame/me.ts'
import { DiffView } from './diff-view.tsx'
import { RestoreDialog } from './restore-dialog.tsx'

/** What an upgrade made of the file while another version runs. */
export const FileDialog = ({ item, words, close }: { item: FlowItem; words: FlowText; close(): void }) => {
  const mayPublish = may(useMe(), 'flow.manage')
  const [beside, setBeside] = useState<'runs' | 'before'>('runs')
  const [isAsked, setAsked] = useState(false)
  const { file, running } = words
  if (!file) return null
  if (isAsked) return <RestoreDialog item={item} words={words} version={{ version: 0, isFile: true }} text={file.text} close={close} />
  const sides = file.before === null ? (['runs'] as const) : (['runs', 'before'] as const)
  return (
    <Modal opened onClose={close} title="The file of this installation" size={860}>
      <div className="form">
        <span className="sw">
          {sides.map((one) => (
            <button
              key={one}
              type="button"
              className={one === beside ? 'on' : ''}
              aria-pressed={one === beside}
              onClick={() => setBeside(one)}
            >
              {one === 'runs' ? `Beside version ${running.version}, which runs` : 'Beside the file as it was then'}
            </button>
          ))}
        </span>
        <DiffView label="The file as it is now" before={beside === 'runs' ? running.text : (file.before ?? '')} after={file.text} />
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Leave version {running.version} running
          </button>
          {mayPublish ? (
            <button type="button" className="btn" onClick={() => setAsked(true)}>
              Run the file
            </button>
          ) : null}
        </div>
      </div>
    </Modal>
  )
}
