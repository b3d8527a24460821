import type { MessageView } from '../../server/hub/wire.ts'
import type { CaseView } from '../cases/case-view.ts'
import type { Names } from '../words/names.ts'

/** What every row of one timeline may need. */
export interface RowContext {
  view: CaseView
  names: Names
  isNew(message: MessageView): boolean
}
