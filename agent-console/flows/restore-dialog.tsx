import type { FlowItem, FlowText, FlowVersion } from '../../server/calls/flows/wire.ts'
import { RunDialog } from './run-dialog.tsx'
import { restoreVersion } from './use-flow-text.ts'

interface RestoreDialogProps {
  item: FlowItem
  words: FlowText
  version: Pick<FlowVersion, 'version' | 'isFile'>
  /** What it says. */
  text: string
  close(): void
}

/** An older text runs again, as a version of its own: the way here is not lost. */
export const RestoreDialog = ({ item, words, version: { version, isFile }, text, close }: RestoreDialogProps) => {
  const what = isFile ? 'the file of the installation' : `version ${version}`
  return (
    <RunDialog
      title={`Run ${what} again`}
      words={words}
      text={text}
      about={
        <>
          New calls begin with it at once, as version {words.running.version + 1}.{' '}
          {isFile ? 'From then on the menu follows the file, also when an upgrade changes it. ' : ''}This differs from what runs:
        </>
      }
      verb="Run it again"
      notYet="Not now"
      done={`${item.title} runs ${what} again`}
      run={async (note, key) => {
        await restoreVersion(item.name, { version: isFile ? 0 : version, note, over: words.running.version }, key)
      }}
      close={close}
    />
  )
}
