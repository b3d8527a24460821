import { fromBody, offline } from './desk-error.ts'
import { tokenNow } from './session.ts'
import type { Uploaded } from './uploaded.ts'

/** A file on its way into a message: used once, within an hour. */
export const upload = async (file: File): Promise<Uploaded> => {
  const response = await fetch(`/api/v1/uploads?name=${encodeURIComponent(file.name.slice(0, 150))}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${tokenNow() ?? ''}` },
    body: file,
  }).catch(() => {
    throw offline()
  })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw fromBody(body, response.status)
  return { ...(body as Uploaded), at: new Date().toISOString() }
}

/** Fetches a file with the token. Throws DeskError. */
export const fetchFile = async (path: string): Promise<Blob> => {
  const response = await fetch(`/api/v1${path}`, { headers: { authorization: `Bearer ${tokenNow() ?? ''}` } }).catch(() => {
    throw offline()
  })
  if (!response.ok) throw fromBody(await response.json().catch(() => null), response.status)
  return response.blob()
}

/** Hands a file to the browser as a download. It is never opened here. */
export const download = async (path: string, name: string): Promise<void> => {
  const address = URL.createObjectURL(await fetchFile(path))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
