/** A request that is never answered ends as a broken connection does; then it is safe to ask again, by the same key. */
const PATIENCE_MS = 20_000
export const patience = (signal?: AbortSignal, ms = PATIENCE_MS): AbortSignal =>
  signal ? AbortSignal.any([signal, AbortSignal.timeout(ms)]) : AbortSignal.timeout(ms)
