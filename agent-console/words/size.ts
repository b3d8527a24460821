import { withTenth } from './amount.ts'

/** `88 KB`, `4.1 MB`. */
export const size = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`
  return `${withTenth(bytes / 1_000_000)} MB`
}
