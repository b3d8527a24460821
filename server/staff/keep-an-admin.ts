import { AppError } from '../platform/errors.ts'
import type { Directory } from './directory.ts'

/** A desk without an admin could never be given one again; a demo admin does not count for a real one. Throws conflict. */
export const keepAnAdmin = (directory: Directory, userId: string): void => {
  const leaving = directory.user(userId)
  if (leaving?.role !== 'admin' || leaving.isDisabled) return
  const isLeft = directory
    .members()
    .some((one) => one.id !== userId && one.role === 'admin' && !one.isDisabled && (leaving.isDemo || !one.isDemo))
  if (!isLeft) throw new AppError('last-admin', 'conflict', 'This is the last admin. Make somebody else an admin first.')
}
