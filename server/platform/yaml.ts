/** Something wrong in a file that people write, at its place. Line and column count from 1. */
export interface Fault {
  file: string
  line: number
  column: number
  reason: string
  level: 'error' | 'warning'
}
