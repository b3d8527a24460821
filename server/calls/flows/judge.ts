import { type FlowFault, type FlowFile, type FlowSet, flowFileName, type KnownNames, readFlows } from '../../ivr/index.ts'

export interface Judged {
  /** What can run; null when something of the whole is not in order. */
  flows: FlowSet | null
  faults: FlowFault[]
}

export const faultKey = ({ file, line, column, reason }: FlowFault): string => [file, line, column, reason].join('\0')
const byPlace = (a: FlowFault, b: FlowFault): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1
export const isError = ({ level }: FlowFault): boolean => level === 'error'

/**
 * Pure: reads menus by what the desk knows. A queue or an article may be renamed at any time, so one that is not there is a warning (its callers go to the
 * queue of the number), except in the menu that somebody is writing now.
 */
export const judge = (files: readonly FlowFile[], known: KnownNames, written?: string): Judged => {
  const bare = readFlows(files, { ...(known.hours && { hours: known.hours }), ...(known.sounds && { sounds: known.sounds }) })
  const all = new Map(readFlows(files, known).faults.map((one) => [faultKey(one), one]))
  const own = written === undefined ? null : flowFileName(written)
  const certain = new Set(bare.faults.map(faultKey))
  for (const [key, fault] of all)
    if (isError(fault) && !certain.has(key) && fault.file !== own) all.set(key, { ...fault, level: 'warning' })
  // Faults that are looked for only when there is no other.
  for (const fault of bare.faults) all.set(faultKey(fault), fault)
  return { flows: bare.flows, faults: [...all.values()].sort(byPlace) }
}
