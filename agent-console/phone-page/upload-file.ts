import { fromBody, offline } from '../desk/desk-error.ts'

/** Brings a file to the carrier before the text it goes with; gives the name to say with it. Throws DeskError. */
export const uploadFile = async (file: File): Promise<string> => {
  const request = { method: 'POST', headers: { 'Content-Type': file.type || 'application/octet-stream' }, body: file }
  const answer = await fetch('/sandbox/carrier/files', request).catch(() => {
    throw offline()
  })
  const said: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw fromBody(said, answer.status)
  return (said as { upload: string }).upload
}
