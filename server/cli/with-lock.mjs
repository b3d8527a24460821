import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { root, say } from './terminal.mjs'

const folder = join(root, 'dist')
const file = join(folder, '.lock')

const holderIsAlive = () => {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0)
    return true
  } catch (error) {
    // No such process, or the file went away meanwhile: nobody holds it. EPERM: somebody else's process, alive.
    return error.code === 'EPERM'
  }
}

const take = () => {
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  }
}

/** Only one process at a time installs or builds in this folder; the others wait and then find it done. */
export const withLock = async (work) => {
  let told = false
  while (!take()) {
    if (!holderIsAlive()) rmSync(file, { force: true })
    else {
      if (!told) say('another process is building here; waiting for it …')
      told = true
      await wait(200)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}
