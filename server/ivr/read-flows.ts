import { createHash } from 'node:crypto'
import { createRecent } from '../platform/recent.ts'
import { type Fault, readYaml } from '../platform/yaml.ts'
import { checkKeys } from './check/check-keys.ts'
import { checkLookups, checkOthers, checkQueues, checkSkills, checkSubFlows, checkTargets } from './check/check-names.ts'
import { checkSounds } from './check/check-sounds.ts'
import { checkCircles, checkReachable } from './check/check-ways.ts'
import { checkLanguages, checkReadBack, checkReferences, checkSecondFactor, checkSecrets } from './check/check-words.ts'
import { type Checked, type ReadFlow, readFlow } from './check/flow-text.ts'
import { compile, type Machine } from './compile.ts'
import type { FlowFault, FlowFile, KnownNames } from './face.ts'
import { flowFileName, flowNameOf } from './file-names.ts'
import { flowFile, NAME } from './flow.ts'
import type { FlowSet } from './flow-set.ts'
import { lookupsFile } from './look-up.ts'

const LOOKUPS = 'lookups.yaml'

/** Of what is written, in whatever order the files come. */
const versionOf = (files: readonly FlowFile[]): string => {
  const hash = createHash('sha256')
  for (const { name, text } of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) hash.update(`${name}\0${text}\0`)
  return hash.digest('hex').slice(0, 32)
}

const byPlace = (a: Fault, b: Fault): number => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1)
/** A sub-flow's fault is found once for each flow that goes through it. */
const once = (faults: readonly Fault[]): Fault[] => [...new Map(faults.map((one) => [JSON.stringify(one), one])).values()].sort(byPlace)
const isError = ({ level }: Fault): boolean => level === 'error'

interface OneRead {
  read?: ReadFlow
  lookups?: FlowSet['lookups']
  faults: readonly Fault[]
}

const readOne = (name: string, text: string): OneRead => {
  const flowName = flowNameOf(name)
  if (flowName === undefined) {
    const file = readYaml(name, text, lookupsFile)
    return { lookups: file.value?.lookups ?? {}, faults: file.faults }
  }
  const file = readYaml(name, text, flowFile)
  const faults = [...file.faults]
  if (!NAME.test(flowName))
    faults.push(file.fault([], `A flow is called by small letters, digits and hyphens: ${flowFileName(flowName)} is not.`))
  return { ...(file.value && { read: readFlow(flowName, file.value, file) }), faults }
}

/** Who writes one flow asks about all of them at each pause: the others are as they were. A read file is some twenty times its text. */
const recent = createRecent<string, OneRead>(32)
const LONGEST_KEPT = 64 * 1024
const readOnce = (name: string, text: string): OneRead => {
  if (text.length > LONGEST_KEPT) return readOne(name, text)
  const key = `${name}\0${text}`
  const one = recent.get(key) ?? readOne(name, text)
  recent.set(key, one)
  return one
}

/**
 * Reads `*.flow.yaml` and `lookups.yaml`; other files are left alone. `flows` is null when there is an error among the faults: what is not in order as a
 * whole does not run in part. Warnings are no reason to refuse.
 */
export const readFlows = (given: readonly FlowFile[], known: KnownNames = {}): { flows: FlowSet | null; faults: FlowFault[] } => {
  const files = given.filter(({ name }) => flowNameOf(name) !== undefined || name === LOOKUPS)
  const faults: Fault[] = []
  const read: ReadFlow[] = []
  let lookups: FlowSet['lookups'] = {}
  for (const { name, text } of files) {
    const one = readOnce(name, text)
    faults.push(...one.faults)
    if (one.read) read.push(one.read)
    if (one.lookups) lookups = one.lookups
  }
  // A file that could not be read would be missed by all that names it.
  if (faults.some(isError)) return { flows: null, faults: once(faults) }

  const checked: Checked = { flows: read, byName: Object.fromEntries(read.map((one) => [one.name, one])), lookups, known }
  const checks = [
    checkLanguages,
    checkReferences,
    checkSecrets,
    checkReadBack,
    checkSecondFactor,
    checkKeys,
    checkTargets,
    checkSubFlows,
    checkQueues,
    checkSkills,
    checkLookups,
    checkOthers,
    checkSounds,
    checkReachable,
  ]
  faults.push(...checks.flatMap((check) => check(checked)))
  if (!faults.some(isError)) faults.push(...checkCircles(checked))
  if (faults.some(isError)) return { flows: null, faults: once(faults) }

  const flows = Object.fromEntries(read.map(({ name, flow }) => [name, flow]))
  const machines = new Map<string, Machine>()
  for (const name of Object.keys(flows)) {
    const machine = compile(flows, name)
    if (machine) machines.set(name, machine)
  }
  const lines = Object.fromEntries(
    read.map(({ name, flow, fault }) => [name, Object.fromEntries(Object.keys(flow.steps).map((id) => [id, fault(id, [], '').line]))]),
  )
  return { flows: { version: versionOf(files), flows, lookups, machines, lines }, faults: once(faults) }
}
