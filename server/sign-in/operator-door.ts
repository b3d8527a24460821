import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError, toErrorBody } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import { toAppError } from '../platform/routes.ts'

/**
 * How the owner of the data folder asks the running desk for a sign-in link: a Unix socket in a folder that only that account can enter. The file
 * system says who may; nothing of it can be reached from a network or a browser. One line in, one line out.
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
export const askDeskForLink = async (dataDir: string, email: string): Promise<string | null> => {
  let said: string
  try {
    said = await converse(socketOf(dataDir), JSON.stringify({ email }))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return null
    throw error
  }
  const answer = JSON.parse(said) as { link?: string; error?: { code: string; message: string } }
  if (answer.link === undefined) throw new AppError(answer.error?.code ?? 'operator', 'invalid', answer.error?.message ?? 'No answer.')
  return answer.link
}

const LONGEST_LINE = 1_000

const serve = (makeLink: (email: string) => Promise<string>): Server =>
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
          const { email } = JSON.parse(said) as { email?: unknown }
          if (typeof email !== 'string') throw new AppError('invalid-input', 'invalid', 'An address is needed.')
          return { link: await makeLink(email) }
        } catch (error) {
          return toErrorBody(toAppError(error))
        }
      }
      void answer().then((body) => socket.end(JSON.stringify(body)))
    })
  })

/** Opens the door, unless another process of the same desk already keeps it. Not having it is no reason not to start. */
export const openOperatorDoor = async (
  { dataDir, log }: { dataDir: string; log: Log },
  makeLink: (email: string) => Promise<string>,
): Promise<() => Promise<void>> => {
  const path = socketOf(dataDir)
  const server = serve(makeLink)
  try {
    await makePrivate(folderOf(dataDir))
    const isKept = await converse(path, '{}').then(
      () => true,
      () => false,
    )
    if (isKept) return async () => {}
    await rm(path, { force: true })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
    server.unref()
  } catch (error) {
    log.warn({ err: error }, 'npm run sign-in cannot reach this desk')
    return async () => {}
  }
  return () => new Promise((resolve) => server.close(() => resolve()))
}
