import { useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { FlowItem, FlowText } from '../../server/calls/flows/wire.ts'
import { messageOf } from '../desk/desk-error.ts'
import { may, useMe } from '../frame/me.ts'
import { perform } from '../frame/perform.ts'
import { pushToast } from '../frame/toasts.ts'
import { counted } from '../words/case-words.ts'
import { clockTime } from '../words/time.ts'
import { CodeEditor, type Editor } from './code-editor.tsx'
import { CompareDialog } from './compare-dialog.tsx'
import { DraftNotices } from './draft-notices.tsx'
import { FaultList } from './fault-list.tsx'
import { FindBar } from './find-bar.tsx'
import { PublishDialog } from './publish-dialog.tsx'
import { ScenarioChanges } from './scenario-changes.tsx'
import { TryDraft } from './try-it.tsx'
import { type Draft, useDraft } from './use-draft.ts'
import { useFlowCheck } from './use-flow-text.ts'

const stateWords = ({ isNone, isDirty, v }: Draft, savedAt: string | undefined): string => {
  if (isDirty) return 'Not saved at the desk; kept in this browser'
  if (isNone) return 'As it runs'
  return savedAt ? `Draft saved at ${clockTime(new Date(savedAt))}` : `Draft ${v}`
}

/** The words of a menu as they are written: with what the desk says of each line while somebody types. */
export const TextView = ({ item, words, aside }: { item: FlowItem; words: FlowText; aside: HTMLElement | null }) => {
  const { name } = words
  const mayWrite = may(useMe(), 'flow.manage')
  const draft = useDraft(words)
  const { text } = draft
  const { check, isCurrent, error } = useFlowCheck(name, text, words.running.version, mayWrite)
  const [dialog, setDialog] = useState<'publish' | 'overtaken' | 'elsewhere' | null>(null)
  const [isFinding, setFinding] = useState(false)
  const editor = useRef<Editor>(null)
  const file = `${name}.flow.yaml`
  const known = mayWrite ? check?.faults : item.faults
  const own = useMemo(() => (known ?? []).filter((one) => one.file === file), [known, file])
  const errors = (check?.faults ?? []).filter(({ level }) => level === 'error')
  const save = (): void => {
    if (draft.isDirty) void perform({ run: () => draft.save() })
  }
  const publish = (): void => {
    const [fault] = errors.filter((one) => one.file === file)
    if (fault) editor.current?.jump(fault.line, fault.column)
    else if (draft.isNone) pushToast('Nothing differs from what runs.')
    else if (!isCurrent) pushToast('The desk is still looking at the last words. Try again in a moment.')
    else if (errors.length === 0) setDialog('publish')
  }
  const checks = (
    <>
      <h2>Checks</h2>
      {error ? <p className="mut">The desk did not look at it: {messageOf(error)}</p> : null}
      <FaultList
        faults={known ?? []}
        file={file}
        jump={({ line, column }) => editor.current?.jump(line, column)}
        isLooking={mayWrite && !isCurrent}
      />
      {check ? (
        <>
          <h3>Scenarios</h3>
          <ScenarioChanges check={check} />
        </>
      ) : null}
      {mayWrite ? (
        <>
          <h3>Keys</h3>
          <p className="mut">Tab indents. Esc, then Tab, leaves the text. Ctrl+F finds words in it.</p>
        </>
      ) : (
        <p className="mut">Admins write and publish menus.</p>
      )}
    </>
  )
  return (
    <>
      <div className="fl-text">
        <DraftNotices words={words} draft={draft} compare={setDialog} />
        {isFinding ? (
          <FindBar
            text={text}
            editor={editor}
            close={() => {
              setFinding(false)
              editor.current?.focus()
            }}
          />
        ) : null}
        <CodeEditor
          key={name}
          label={`Text of ${file}`}
          value={text}
          isReadOnly={!mayWrite}
          faults={own}
          handle={editor}
          write={draft.write}
          save={save}
          publish={publish}
          find={() => setFinding(true)}
        />
        {mayWrite ? (
          <footer className="fl-foot">
            <span role="status">
              {errors.length > 0 ? `${counted(errors.length, 'fault')}. ` : ''}
              {stateWords(draft, words.draft?.savedAt)}
            </span>
            {draft.isNone ? null : (
              <button
                type="button"
                className="btn sm ghost"
                onClick={() => void perform({ run: draft.drop, done: 'Draft thrown away', undo: async () => draft.restore() })}
              >
                Throw the draft away
              </button>
            )}
            <TryDraft item={item} text={text} isFine={isCurrent && errors.length === 0 && !draft.isNone} />
            <button type="button" className="btn sm" disabled={!draft.isDirty} onClick={save}>
              Save draft <kbd className="wide">Ctrl S</kbd>
            </button>
            <button type="button" className="btn sm pri" disabled={draft.isNone || errors.length > 0} onClick={publish}>
              Publish <kbd className="wide">Ctrl ↵</kbd>
            </button>
          </footer>
        ) : null}
        {aside ? null : (
          <section className="insp" aria-label="Checks">
            {checks}
          </section>
        )}
      </div>
      {aside ? createPortal(checks, aside) : null}
      {dialog === 'publish' && check ? (
        <PublishDialog title={item.title} words={words} text={text} over={draft.over} check={check} close={() => setDialog(null)} />
      ) : null}
      {dialog === 'overtaken' ? (
        <CompareDialog
          title="Your draft beside what runs"
          before={words.running.text}
          after={text}
          acts={[{ words: `Go on from version ${words.running.version}`, run: draft.rebase }]}
          close={() => setDialog(null)}
        />
      ) : null}
      {dialog === 'elsewhere' && draft.elsewhere ? (
        <CompareDialog
          title="This window beside the other one"
          before={draft.elsewhere.text}
          after={text}
          acts={[
            { words: 'Take the other window’s', run: draft.takeElsewhere },
            { words: 'Save this one over it', run: () => void perform({ run: () => draft.save(draft.elsewhere?.v) }) },
          ]}
          close={() => setDialog(null)}
        />
      ) : null}
    </>
  )
}
