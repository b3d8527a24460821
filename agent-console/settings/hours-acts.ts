import type { HoursList, HoursView, WrittenHours } from '../../server/calls/flows/wire.ts'
import { newKey, post, put } from '../desk/call.ts'
import { perform } from '../frame/perform.ts'
import { pushToast } from '../frame/toasts.ts'
import { FILE } from './hours-words.ts'
import { lookAgain } from './settings-acts.ts'

const writtenOf = ({ title, zone, week, holidays }: HoursView): WrittenHours => ({ title, zone, week, holidays })
const versionIn = ({ items }: HoursList, name: string): number => items.find((one) => one.name === name)?.version ?? 0
const write = (name: string, written: WrittenHours, over: number): Promise<HoursList> =>
  put<HoursList>(`/hours/${name}`, { ...written, over }).finally(lookAgain)
const drop = (name: string, over: number): Promise<HoursList> => post<HoursList>(`/hours/${name}/drop`, { over }).finally(lookAgain)

/** Saves them over what `before` was, and offers the way back to it. Throws DeskError. */
export const saveHours = async (before: HoursView, written: WrittenHours): Promise<void> => {
  const { name } = before
  const over = versionIn(await write(name, written, before.version), name)
  pushToast(`The hours “${written.title}” are saved. They count from now on.`, {
    undo: () => (before.set ? write(name, writtenOf(before), over) : drop(name, over)),
  })
}

export const dropHours = (hours: HoursView): Promise<boolean> => {
  const { name, title, isInFile, version } = hours
  // What is in no file takes one more version to be gone.
  const again = (): Promise<unknown> =>
    isInFile ? write(name, writtenOf(hours), version + 1) : post('/hours', { name, ...writtenOf(hours) }, newKey()).finally(lookAgain)
  return perform({
    run: () => drop(name, version),
    done: isInFile ? `The hours “${title}” are as in ${FILE} again.` : `The hours “${title}” are removed.`,
    undo: again,
  })
}

/** Throws DeskError. Closed on every day until somebody says when they are open. */
export const addHours = async (wish: { name: string; title: string; zone: string }): Promise<void> => {
  const week = Array.from({ length: 7 }, () => [])
  await post<HoursList>('/hours', { ...wish, week, holidays: [] }, newKey())
  await lookAgain()
}
