import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FlowFile } from '../../ivr/index.ts'
import { type SoundFile, soundsIn } from '../../platform/sounds.ts'

/** What the installation ships: the phone menus with what belongs to them, and the calls they are tried with. */
export interface FlowFolder {
  files: FlowFile[]
  scenarios: FlowFile[]
  /** By what a menu calls them: `sounds/welcome.wav`. */
  sounds: Record<string, SoundFile>
}

const SCENARIOS = 'scenarios'
const SOUNDS = 'sounds'

const filesIn = async (folder: string, below = ''): Promise<FlowFile[]> => {
  const names = await readdir(join(folder, below)).catch(() => [] as string[])
  const read = names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map(async (name) => ({ name: below + name, text: await readFile(join(folder, below, name), 'utf8') }))
  return Promise.all(read)
}

/** A desk without the folder has no menus: callers go straight to the queue of the number. */
export const readFolder = async (folder: string): Promise<FlowFolder> => ({
  files: await filesIn(folder),
  scenarios: await filesIn(folder, `${SCENARIOS}/`),
  sounds: await soundsIn(folder, SOUNDS),
})
