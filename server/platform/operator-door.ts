import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError, toErrorBody } from './errors.ts'
import type { Log } from './log.ts'
import { toAppError } from './routes.ts'

/**
 * How the owner of the data folder asks the running desk for something: a Unix socket in a folder that only that account can enter. The file system
 * says who may; nothing of it can be reached from a network or a browser. One line in, one line out.
 */
const LONGEST_PATH = 100

const folderOf = (dataDir: string): string => {
  const near = join(dataDir, 'operator')
  if (Buffer.byteLength(join(near, 'desk.sock')) <= LONGEST_PATH) return near
  // Longer paths are cut by the system without a word.
  return join(tmpdir(), `patchbay-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`)
}
const socketOf = (dataDir: string): string => join(folderOf(dataDir), 'desk.sock')

/** Throws invalid when the folder is somebody else's, or open to others. */
const makePrivate = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const found = await lstat(folder)
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid()))
    throw new AppError('operator-folder', 'invalid', `${folder} belongs to somebody else.`)
  await chmod(folder, 0o700)
}

const converse = (path: string, line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    const socket = createConnection(path, () => socket.write(`${line}\n`))
    socket.setTimeout(10_000, () => socket.destroy(new Error('The desk does not answer.')))
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      said += chunk
    })
    socket.on('error', reject)
    socket.on('end', () => resolve(said))
  })

/** Asks the running desk. Null when none runs on this folder. Throws what the desk answers. */
export const askDesk = async <T>(dataDir: string, verb: string, input: object = {}): Promise<{ answer: T } | null> => {
  let said: string
  try {
    said = await converse(socketOf(dataDir), JSON.stringify({ verb, input }))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return null
    throw error
  }
  const { answer, error } = JSON.parse(said) as { answer?: T; error?: { code: string; message: string } }
  if (answer === undefined) throw new AppError(error?.code ?? 'operator', 'invalid', error?.message ?? 'No answer.')
  return { answer }
}

/** What the owner may ask for. The input is whatever stood in the line: check it. */
export type OperatorVerb = (input: Record<string, unknown>) => Promise<unknown>

export interface OperatorDoor {
  /** Names the one answer to a verb. */
  answer(verb: string, run: OperatorVerb): void
  /** Unless another process of the same desk already keeps the door. Not having it is no reason not to start. */
  open(): Promise<void>
  close(): Promise<void>
}

const LONGEST_LINE = 1_000

const serve = (verbs: ReadonlyMap<string, OperatorVerb>): Server =>
  createServer({ allowHalfOpen: true }, (socket) => {
    let said = ''
    socket.setTimeout(10_000, () => socket.destroy())
    socket.setEncoding('utf8')
    // Whoever asked has gone: nobody is left to tell.
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      said += chunk
      if (said.length > LONGEST_LINE) socket.destroy()
      if (!said.endsWith('\n')) return
      const answer = async (): Promise<object> => {
        try {
          const { verb, input } = JSON.parse(said) as { verb?: unknown; input?: unknown }
          const run = typeof verb === 'string' ? verbs.get(verb) : undefined
          if (!run) throw new AppError('operator-verb', 'invalid', 'This desk does not know what is asked.')
          return { answer: (await run(typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {})) ?? null }
        } catch (error) {
          return toErrorBody(toAppError(error))
        }
      }
      void answer().then((body) => socket.end(JSON.stringify(body)))
    })
  })

export const createOperatorDoor = ({ dataDir, log }: { dataDir: string; log: Log }): OperatorDoor => {
  const verbs = new Map<string, OperatorVerb>()
  const path = socketOf(dataDir)
  let server: Server | undefined
  return {
    answer: (verb, run) => void verbs.set(verb, run),
    open: async () => {
      const opening = serve(verbs)
      try {
        await makePrivate(folderOf(dataDir))
        const isKept = await converse(path, '{}').then(
          () => true,
          () => false,
        )
        if (isKept) return
        await rm(path, { force: true })
        await new Promise<void>((resolve, reject) => {
          opening.once('error', reject)
          opening.listen(path, resolve)
        })
        opening.unref()
        server = opening
      } catch (error) {
        log.warn({ err: error }, 'commands beside this desk cannot reach it')
      }
    },
    close: () => new Promise((resolve) => (server ? server.close(() => resolve()) : resolve())),
  }
}
