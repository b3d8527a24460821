import type { Mention } from '../../server/notices/wire.ts'
import { post } from '../desk/call.ts'
import { perform } from '../frame/perform.ts'

/** The case, scrolled to the note. */
export const addressOf = ({ caseId, itemId }: Pick<Mention, 'caseId' | 'itemId'>): string =>
  `/mentions/${caseId}#${encodeURIComponent(itemId)}`

/** All up to the newest on screen: what comes at this moment stays unread. */
export const readAll = (newest: Mention): Promise<boolean> => perform({ run: () => post('/mentions/read', { upTo: newest.at }) })
