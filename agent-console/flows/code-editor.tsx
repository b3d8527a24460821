import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { indentUnit } from '@codemirror/language'
import { Annotation, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react'
import { editorLook } from './editor-look.ts'
import { faultLines, type LineFault, setFaults } from './fault-lines.ts'

export interface Editor {
  /** To a line, counted from 1, and into the text. */
  jump(line: number, column: number): void
  /** Selects a part and shows it, and leaves the cursor of the keyboard where it is. */
  mark(from: number, to: number): void
  focus(): void
}

interface CodeEditorProps {
  label: string
  value: string
  isReadOnly: boolean
  faults: readonly LineFault[]
  handle: RefObject<Editor | null>
  write(text: string): void
  save(): void
  publish(): void
  find(): void
}

/** Put in from outside: nobody typed it. */
const given = Annotation.define<true>()

/** YAML with line numbers and faults beside their lines. Tab indents; Esc, then Tab, goes on to what comes next. */
export const CodeEditor = ({ label, value, isReadOnly, faults, handle, write, save, publish, find }: CodeEditorProps) => {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef({ write, save, publish, find })
  latest.current = { write, save, publish, find }
  const first = useRef(value)

  useEffect(() => {
    if (!box.current) return
    const act = (name: 'save' | 'publish' | 'find') => (): boolean => {
      latest.current[name]()
      return true
    }
    const acts = [
      { key: 'Mod-s', run: act('save'), preventDefault: true },
      { key: 'Mod-Enter', run: act('publish'), preventDefault: true },
    ]
    const editor = new EditorView({
      parent: box.current,
      doc: first.current,
      extensions: [
        faultLines,
        lineNumbers(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        drawSelection(),
        history(),
        indentUnit.of('  '),
        keymap.of([
          { key: 'Mod-f', run: act('find'), preventDefault: true },
          ...(isReadOnly ? [] : acts),
          ...defaultKeymap,
          ...historyKeymap,
          ...(isReadOnly ? [] : [indentWithTab]),
        ]),
        yaml(),
        editorLook,
        EditorState.readOnly.of(isReadOnly),
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
        EditorView.updateListener.of(({ docChanged, transactions, state }) => {
          if (docChanged && !transactions.some((one) => one.annotation(given))) latest.current.write(state.doc.toString())
        }),
      ],
    })
    view.current = editor
    return () => {
      first.current = editor.state.doc.toString()
      editor.destroy()
      view.current = null
    }
  }, [label, isReadOnly])

  // Another window, a draft thrown away: the text changed, and not by typing here.
  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() === value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value }, annotations: given.of(true) })
  }, [value])
  useEffect(() => {
    view.current?.dispatch({ effects: setFaults.of(faults) })
  }, [faults])

  useImperativeHandle(handle, () => ({
    jump: (line, column) => {
      const editor = view.current
      if (!editor) return
      const at = editor.state.doc.line(Math.min(Math.max(1, line), editor.state.doc.lines))
      const anchor = Math.min(at.from + Math.max(0, column - 1), at.to)
      editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
      editor.focus()
    },
    mark: (from, to) => {
      view.current?.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
    },
    focus: () => view.current?.focus(),
  }))
  return <div className="fl-code" ref={box} />
}
