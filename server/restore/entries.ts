/** Somebody let a restored desk send again: of the audit. */
export interface RestoreChange {
  type: 'restore.confirmed'
  restoredAt: string
}
