import { yaml } from '@codemirror/lang-yaml'
import { unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { editorLook } from './editor-look.ts'

/** What changed from one text to another, line by line; what is alike is folded. Without one before, the text as it is. */
export const DiffView = ({ label, before, after }: { label: string; before: string | null; after: string }) => {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!box.current) return
    const editor = new EditorView({
      parent: box.current,
      doc: after,
      extensions: [
        lineNumbers(),
        yaml(),
        editorLook,
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        // Not editable, it would be no stop of the tab key, and could not be scrolled by keys.
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
        before === null
          ? []
          : unifiedMergeView({
              original: before,
              mergeControls: false,
              collapseUnchanged: { margin: 3, minSize: 6 },
              syntaxHighlightDeletions: false,
            }),
      ],
    })
    return () => editor.destroy()
  }, [label, before, after])
  return before === after ? <p className="mut fl-same">Nothing differs.</p> : <div className="fl-diff" ref={box} />
}
