import { type Extension, RangeSet, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutter, WidgetType } from '@codemirror/view'

export interface LineFault {
  line: number
  column: number
  reason: string
  level: 'error' | 'warning'
}

const isSame = (a: readonly LineFault[], b: readonly LineFault[]): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What is wrong with a line, below it: to be read without pointing at anything. */
class FaultWidget extends WidgetType {
  readonly faults: readonly LineFault[]
  constructor(faults: readonly LineFault[]) {
    super()
    this.faults = faults
  }
  override eq(other: FaultWidget): boolean {
    return isSame(this.faults, other.faults)
  }
  override toDOM(): HTMLElement {
    const box = document.createElement('div')
    box.className = 'cm-why'
    for (const { reason, level } of this.faults) {
      const line = box.appendChild(document.createElement('p'))
      line.className = level
      line.textContent = reason
    }
    return box
  }
}

class FaultMarker extends GutterMarker {
  readonly level: LineFault['level']
  constructor(level: LineFault['level']) {
    super()
    this.level = level
  }
  override eq(other: FaultMarker): boolean {
    return this.level === other.level
  }
  override toDOM(): HTMLElement {
    const mark = document.createElement('i')
    mark.className = `cm-mark ${this.level}`
    return mark
  }
}

export const setFaults = StateEffect.define<readonly LineFault[]>()

interface Marked {
  lines: DecorationSet
  marks: RangeSet<GutterMarker>
}

const levelOf = (faults: readonly LineFault[]): LineFault['level'] => (faults.some(({ level }) => level === 'error') ? 'error' : 'warning')

const mark = (view: { doc: EditorView['state']['doc'] }, faults: readonly LineFault[]): Marked => {
  const byLine = new Map<number, LineFault[]>()
  for (const one of faults) {
    const line = Math.min(one.line, view.doc.lines)
    byLine.set(line, [...(byLine.get(line) ?? []), one])
  }
  const ordered = [...byLine].sort(([a], [b]) => a - b)
  return {
    lines: Decoration.set(
      ordered.flatMap(([at, found]) => {
        const line = view.doc.line(at)
        return [
          Decoration.line({ class: `cm-fault ${levelOf(found)}` }).range(line.from),
          Decoration.widget({ widget: new FaultWidget(found), block: true, side: 1 }).range(line.to),
        ]
      }),
      true,
    ),
    marks: RangeSet.of(ordered.map(([at, found]) => new FaultMarker(levelOf(found)).range(view.doc.line(at).from))),
  }
}

const field = StateField.define<Marked>({
  create: () => ({ lines: Decoration.none, marks: RangeSet.empty }),
  update: (before, transaction) => {
    for (const effect of transaction.effects) if (effect.is(setFaults)) return mark(transaction.state, effect.value)
    // Until the desk has looked again, a fault moves along with its line.
    return transaction.docChanged ? { lines: before.lines.map(transaction.changes), marks: before.marks.map(transaction.changes) } : before
  },
  provide: (own) => EditorView.decorations.from(own, ({ lines }) => lines),
})

/** Faults beside their lines and below them. */
export const faultLines: Extension = [field, gutter({ class: 'cm-marks', markers: (view) => view.state.field(field).marks })]
