import { AppError } from './errors.ts'

/** Why nothing can listen there, and what to change: the settings by their names. */
export const listenFault = (
  error: NodeJS.ErrnoException,
  { host, port, hostSetting, portSetting }: { host: string; port: number; hostSetting: string; portSetting: string },
): AppError => {
  const why: Record<string, string> = {
    EADDRINUSE: `Something listens on ${host}:${port} already, perhaps a running desk. Stop it, or choose another ${portSetting}.`,
    EACCES: `${portSetting}=${port} needs rights that this user has not. Choose a port from 1024, with a proxy before it.`,
    EADDRNOTAVAIL: `${hostSetting}=${host} is no address of this machine. Use 127.0.0.1, 0.0.0.0 or one that it has.`,
    ENOTFOUND: `${hostSetting}=${host} is no name of this machine: nobody knows it. Use 127.0.0.1, 0.0.0.0 or an address that it has.`,
    EAI_AGAIN: `${hostSetting}=${host} cannot be looked up now. Use an address of this machine instead of a name.`,
  }
  const message =
    why[error.code ?? ''] ?? `The desk cannot listen on ${hostSetting}=${host}, ${portSetting}=${port} (${error.code ?? error.message}).`
  return new AppError('listen', 'unavailable', message, { cause: error })
}
