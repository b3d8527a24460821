import type { FlowCheck, FlowText } from '../../server/calls/flows/wire.ts'
import { keepDraft } from './kept-drafts.ts'
import { RunDialog } from './run-dialog.tsx'
import { ScenarioChanges } from './scenario-changes.tsx'
import { publishText } from './use-flow-text.ts'

interface PublishDialogProps {
  title: string
  words: FlowText
  text: string
  over: number
  check: FlowCheck
  close(): void
}

/** What will be different for whoever calls next, before it is. */
export const PublishDialog = ({ title, words, text, over, check, close }: PublishDialogProps) => {
  const { name, running } = words
  const next = running.version + 1
  return (
    <RunDialog
      title={`Publish version ${next} of ${title}`}
      words={words}
      text={text}
      about={
        <>
          New calls begin with it at once; calls that have begun keep the version they have. This differs from{' '}
          {running.version === 0 ? 'the file of the installation' : `version ${running.version}`}:
        </>
      }
      verb="Publish"
      notYet="Not yet"
      done={`Version ${next} of ${title} runs`}
      run={async (note, key) => {
        await publishText(name, { text, note, over }, key)
        keepDraft(name, { text, v: 0, over: next, isSaved: true })
      }}
      close={close}
    >
      <ScenarioChanges check={check} />
    </RunDialog>
  )
}
