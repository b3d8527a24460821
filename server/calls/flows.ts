import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Hours, hoursAt, readHours } from '../calendars/index.ts'
import { type FlowFacts, type FlowFault, type FlowFile, type FlowSet, readFlows } from '../ivr/index.ts'
import type { Platform } from '../platform/room.ts'

export interface Flows {
  load(): Promise<void>
  /** The set that new calls begin with; null when there is none that can run. */
  current(): FlowSet | null
  /** The set that a call began with, however long ago; null when it is not known. */
  ofVersion(version: string): Promise<FlowSet | null>
  hoursAt(now: Date): FlowFacts['hours']
  /** What the folder held when it was read last, and what was wrong with it. */
  files(): readonly string[]
  faults(): readonly FlowFault[]
}

const HOURS = 'hours.yaml'
const isFlowFile = (name: string): boolean => /\.ya?ml$/.test(name) && !name.includes('/')

/** The flows in their folder, and every version that a call ever began with, so that it keeps it to its end. */
export const createFlows = ({ connection, log }: Pick<Platform, 'connection' | 'log'>, folder: string): Flows => {
  const kept = connection.collection<{ _id: string; files: FlowFile[] }>('call_flows')
  const sets = new Map<string, FlowSet>()
  let hours: Record<string, Hours> = {}
  let current: FlowSet | null = null
  let names: string[] = []
  let found: FlowFault[] = []

  const read = async (): Promise<FlowFile[]> => {
    // A desk without the folder has no menus: callers go straight to the queue of the number.
    const names = await readdir(folder).catch(() => [] as string[])
    return Promise.all(
      names
        .filter(isFlowFile)
        .sort()
        .map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
    )
  }
  return {
    load: async () => {
      const files = await read()
      const text = files.find(({ name }) => name === HOURS)?.text
      const named = text === undefined ? { hours: {}, faults: [] } : readHours(HOURS, text)
      hours = named.hours
      const { flows, faults } = readFlows(files, { hours: Object.keys(hours) })
      names = files.map(({ name }) => name)
      found = [...named.faults, ...faults]
      for (const fault of found.filter(({ level }) => level === 'error'))
        log.error({ fault }, 'a phone menu is not in order: callers go straight to the queue')
      if (!flows) return
      await kept.updateOne({ _id: flows.version }, { $setOnInsert: { files } }, { upsert: true })
      sets.set(flows.version, flows)
      current = flows
    },
    current: () => current,
    ofVersion: async (version) => {
      const known = sets.get(version)
      if (known) return known
      const stored = await kept.findOne({ _id: version })
      const { flows } = readFlows(stored?.files ?? [])
      if (!stored || !flows) return null
      sets.set(version, flows)
      return flows
    },
    hoursAt: (now) => Object.fromEntries(Object.entries(hours).map(([name, one]) => [name, hoursAt(one, now)])),
    files: () => names,
    faults: () => found,
  }
}
