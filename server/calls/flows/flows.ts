import { type Hours, hoursAt, readHours } from '../../calendars/index.ts'
import {
  type FlowFacts,
  type FlowFault,
  type FlowFile,
  type FlowGraph,
  type FlowSet,
  flowFileName,
  flowNameOf,
  graphOf,
  type KnownNames,
  type Played,
  playScenarios,
  readFlows,
} from '../../ivr/index.ts'
import type { Platform } from '../../platform/room.ts'
import type { SoundFile } from '../../platform/sounds.ts'
import type { ConsoleHours } from './console-hours.ts'
import { readFolder } from './folder.ts'
import { isError, judge } from './judge.ts'
import type { Published } from './published.ts'

/** How a scenario comes out with what runs and with what is tried; null: as it says. */
export interface ScenarioChange extends Pick<Played, 'name' | 'title' | 'flow'> {
  was: FlowFault | null
  is: FlowFault | null
}

export interface Tried {
  flows: FlowSet | null
  faults: FlowFault[]
  graph: FlowGraph | null
  scenarios: { played: number; changed: ScenarioChange[] }
}

const HOURS = 'hours.yaml'

interface FlowsOptions {
  folder: string
  published: Published
  consoleHours: ConsoleHours
  queues(): readonly string[]
  /** That somebody of the staff has, or a queue asks for. */
  skills(): readonly string[]
  articles(): FlowFacts['articles']
}

/**
 * The menus that run and the hours they ask for: the files of the installation, with what was published and set in the console in their place; and every
 * version that a call ever began with, so that it keeps it to its end. What is not in order as a whole does not run: then what ran before goes on.
 */
export const createFlows = (
  { connection, log }: Pick<Platform, 'connection' | 'log'>,
  { folder, published, consoleHours, queues, skills, articles }: FlowsOptions,
) => {
  const kept = connection.collection<{ _id: string; files: FlowFile[] }>('call_flows')
  const last = connection.collection<{ _id: string; version: string }>('flows_running')
  const sets = new Map<string, FlowSet>()
  let inFile: Record<string, Hours> = {}
  let hoursFaults: FlowFault[] = []
  let installed: FlowFile[] = []
  let scenarios: FlowFile[] = []
  let sounds: Record<string, SoundFile> = {}
  let files: FlowFile[] = []
  let current: FlowSet | null = null
  let isBehind = false
  let found: { key: string; faults: FlowFault[] } | undefined
  let played: { version: string; all: Played[] } | undefined
  let composing: Promise<void> = Promise.resolve()
  let composedFor = ''
  let loaded: Promise<void> | undefined

  const hours = (): Record<string, Hours> => ({ ...inFile, ...consoleHours.all() })
  const sourcesKey = (): string => `${published.key()} ${consoleHours.key()}`
  const known = (): KnownNames => ({
    hours: Object.keys(hours()),
    queues: queues(),
    skills: skills(),
    articles: Object.keys(articles()),
    sounds,
  })
  const keep = async (set: FlowSet, of: readonly FlowFile[]): Promise<void> => {
    await kept.updateOne({ _id: set.version } as never, { $setOnInsert: { files: [...of] } }, { upsert: true })
    sets.set(set.version, set)
  }
  const ofVersion = async (version: string): Promise<FlowSet | null> => {
    const there = sets.get(version)
    if (there) return there
    const stored = (await kept.findOne({ _id: version } as never)) as { files: FlowFile[] } | null
    const { flows } = readFlows(stored?.files ?? [])
    if (!stored || !flows) return null
    sets.set(version, flows)
    return flows
  }
  const withText = (all: readonly FlowFile[], name: string, text: string): FlowFile[] => [
    ...all.filter((one) => one.name !== flowFileName(name)),
    { name: flowFileName(name), text },
  ]
  const compose = async (): Promise<void> => {
    const key = sourcesKey()
    let all = installed
    for (const name of published.names()) {
      const { text } = published.of(name)
      if (text !== null) all = withText(all, name, await published.textOf(text))
    }
    const { flows, faults } = judge(all, known())
    files = all
    found = undefined
    played = undefined
    composedFor = key
    for (const fault of faults.filter(isError)) log.error({ fault }, 'a phone menu is not in order: what ran before goes on')
    if (flows) {
      await keep(flows, all)
      await last.updateOne({ _id: 'last' } as never, { $set: { version: flows.version } }, { upsert: true })
      current = flows
      isBehind = false
      return
    }
    const before = current === null ? ((await last.findOne({ _id: 'last' } as never)) as { version: string } | null) : null
    current ??= before && (await ofVersion(before.version))
    isBehind = current !== null
  }
  const composed = (): Promise<void> => {
    composing = composing.then(compose, compose)
    return composing
  }
  const hoursNow = (now: Date): FlowFacts['hours'] =>
    Object.fromEntries(Object.entries(hours()).map(([name, one]) => [name, hoursAt(one, now)]))
  const play = (set: FlowSet): Played[] => playScenarios(set, scenarios, { hoursAt: hoursNow, articles: articles() })
  const playedNow = (set: FlowSet): Played[] => {
    if (played?.version !== set.version) played = { version: set.version, all: play(set) }
    return played.all
  }

  const read = async (): Promise<void> => {
    const shipped = await readFolder(folder)
    installed = shipped.files
    scenarios = shipped.scenarios
    sounds = shipped.sounds
    const text = installed.find(({ name }) => name === HOURS)?.text
    const named = text === undefined ? { hours: {}, faults: [] } : readHours(HOURS, text)
    inFile = named.hours
    hoursFaults = named.faults
    await Promise.all([published.load(), consoleHours.load()])
    await composed()
    if (files.every(({ name }) => flowNameOf(name) === undefined))
      log.warn({ folder }, 'no phone menu in FLOWS_DIR and none published: callers go straight to the queue of the number they call')
  }

  return {
    /** Reads the folder once, whoever asks first. */
    load: (): Promise<void> => {
      loaded ??= read()
      return loaded
    },
    /** Takes in what was published and set, here or in another process. */
    refresh: async (): Promise<void> => {
      await Promise.all([published.refresh(), consoleHours.refresh()])
      if (sourcesKey() !== composedFor) await composed()
    },
    /** The set that new calls begin with; null when there is none that can run. */
    current: (): FlowSet | null => current,
    /** What runs is older than what is there, because that has a fault. */
    isBehind: (): boolean => isBehind,
    /** The set that a call began with, however long ago; null when it is not known. */
    ofVersion,
    hoursAt: hoursNow,
    /** A sound beside the menus, by what they call it; undefined when there is none that can be played. */
    sound: (name: string): Extract<SoundFile, { path: string }> | undefined => {
      const file = Object.hasOwn(sounds, name) ? sounds[name] : undefined
      return file && 'path' in file ? file : undefined
    },
    /** Named opening hours, and what is wrong with their file: then none of them are its. */
    hours: (): { all: readonly Hours[]; faults: readonly FlowFault[] } => ({ all: Object.values(hours()), faults: hoursFaults }),
    hasHours: (name: string): boolean => Object.hasOwn(hours(), name),
    isInFile: (name: string): boolean => Object.hasOwn(inFile, name),
    /** What would be wrong with the menus if the console said nothing of these hours. */
    faultsWithoutSet: (name: string): FlowFault[] =>
      judge(files, { ...known(), hours: Object.keys(hours()).filter((one) => one !== name || Object.hasOwn(inFile, one)) }).faults,
    /** Every menu there is, whether it can run or not. */
    names: (): string[] => files.flatMap(({ name }) => flowNameOf(name) ?? []),
    /** What is wrong with the menus as they are now. Queues and skills are looked up each time: they may be others at any. */
    faults: (): readonly FlowFault[] => {
      const key = [...queues(), '', ...skills()].join('\0')
      if (found?.key !== key) found = { key, faults: [...hoursFaults, ...judge(files, known()).faults] }
      return found.faults
    },
    /** What is to run of a menu; undefined when there is no such menu. */
    textOf: (name: string): string | undefined => files.find((one) => one.name === flowFileName(name))?.text,
    /** The same as the installation ships it. */
    fileOf: (name: string): string | undefined => installed.find((one) => one.name === flowFileName(name))?.text,
    /** What would be if a menu had this text. */
    attempt: (name: string, text: string): Tried => {
      const { flows, faults } = judge(withText(files, name, text), known(), name)
      const before = new Map((current ? playedNow(current) : []).map((one) => [one.name, one.fault]))
      const after = flows ? play(flows) : []
      const changed = after
        .map(({ name: file, title, flow, fault }) => ({ name: file, title, flow, was: before.get(file) ?? null, is: fault }))
        .filter(({ was, is }) => was?.reason !== is?.reason)
      return { flows, faults, graph: flows && graphOf(flows, name), scenarios: { played: after.length, changed } }
    },
    /** Keeps a set that no call would find otherwise, for one that begins with it. Null when it has faults. */
    keepAttempt: async (name: string, text: string): Promise<FlowSet | null> => {
      const all = withText(files, name, text)
      const { flows, faults } = judge(all, known(), name)
      if (!flows || faults.some(isError)) return null
      await keep(flows, all)
      return flows
    },
  }
}
export type Flows = ReturnType<typeof createFlows>
