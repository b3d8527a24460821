import { UPLOAD_LIVES_MS } from '../../server/platform/wire/upload-life.ts'
import type { Uploaded } from '../desk/uploaded.ts'

/** An answer is held before it goes, and then is under way. */
const MARGIN_MS = 60_000

/** Pure: of some uploads those that the desk still has. The others are to be attached again. */
export const stillThere = (files: readonly Uploaded[], nowMs: number): Uploaded[] =>
  files.filter(({ at }) => at !== undefined && nowMs - Date.parse(at) < UPLOAD_LIVES_MS - MARGIN_MS)

/** Pure: what is said of those that are gone. */
export const goneWords = (files: readonly Uploaded[]): string => {
  const names = files.map(({ name }) => name).join(', ')
  return files.length === 1
    ? `${names} was attached too long ago and is gone. Attach it again.`
    : `These were attached too long ago and are gone: ${names}. Attach them again.`
}
