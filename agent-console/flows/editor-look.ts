import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** By tokens alone, so that both schemes follow. Words carry weight, not colour: colour means channel or urgency here. */
const words = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--text)', fontWeight: 'var(--w-strong)' },
  { tag: [tags.string, tags.content, tags.attributeValue], color: 'var(--text-2)' },
  { tag: [tags.lineComment, tags.comment, tags.meta], color: 'var(--text-3)', fontStyle: 'italic' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--text-3)' },
])

const frame = EditorView.theme({
  '&': { height: '100%', color: 'var(--text-2)', backgroundColor: 'var(--surface)', fontSize: 'var(--fs-12)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace', lineHeight: '1.25rem' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-line': { padding: '0 16px 0 6px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--text-3)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 4px 0 14px' },
  '.cm-changedLine, .cm-insertedLine': { backgroundColor: 'var(--accent-tint) !important' },
  '.cm-deletedChunk': { backgroundColor: 'var(--sunken)', paddingLeft: '6px' },
  '.cm-deletedChunk .cm-deletedLine': { textDecorationColor: 'var(--text-3)' },
  '.cm-changedText': { background: 'none !important', borderBottom: '2px solid var(--accent)' },
  '.cm-deletedChunk .cm-deletedText, .cm-deletedText': { background: 'none !important', borderBottom: '2px solid var(--control)' },
  '.cm-changeGutter': { width: '4px', paddingLeft: '0' },
  '.cm-changedLineGutter': { background: 'var(--accent) !important' },
  '.cm-deletedLineGutter': { background: 'var(--control) !important' },
  // Its own signs are in no font of ours.
  '.cm-collapsedLines::before, .cm-collapsedLines::after': { content: 'none !important' },
  '.cm-collapsedLines': {
    background: 'var(--sunken)',
    color: 'var(--text-2)',
    fontFamily: 'var(--font)',
    padding: '2px 10px',
    borderBlock: '1px solid var(--line)',
  },
})

export const editorLook: Extension = [frame, syntaxHighlighting(words)]
