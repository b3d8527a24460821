import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { MessageHtml, MessageWithPictures } from '../../server/hub/wire.ts'
import { call, get } from '../desk/call.ts'
import { messageOf } from '../desk/desk-error.ts'
import { fetchFile } from '../desk/upload.ts'
import { placeImages, wantedImages } from './inline-images.ts'
import { RemotePictures } from './remote-pictures.tsx'

const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src 'none'; form-action 'none'; base-uri 'none'"
/** The desk has made it harmless already; the sandbox and the policy stand in case it has not. */
const page = (html: string): string =>
  `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><base target="_blank"><style>body{margin:12px;font:14px/1.5 system-ui,sans-serif;color:#162020;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}</style>${html}`

/** A page without an origin cannot tell its height; its text gives a fair guess, and the frame's edge can be drawn. */
const heightFor = (text: string): number => {
  const lines = text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 90), 0)
  return Math.min(520, Math.max(150, lines * 24 + 60))
}

/** What the desk shows inline, by the bytes (SECURITY F1), and the frame may show: nothing that could hold more than a picture. */
const PICTURE = /^image\/(png|jpeg|gif|webp)$/

/** Null for what is no picture. */
const dataAddress = (blob: Blob): Promise<string | null> =>
  new Promise((resolve, reject) => {
    if (!PICTURE.test(blob.type)) return resolve(null)
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(blob)
  })

/** The frame has no origin and no token: its images are fetched here, as every attachment is, and handed in. One that is not to be had stays empty. */
const withOwnImages = async <Mail extends MessageHtml>(messageId: string, reading: Promise<Mail>): Promise<Mail> => {
  const mail = await reading
  const sources = new Map<string, string>()
  await Promise.all(
    wantedImages(mail).map(async ({ contentId, attachmentId }) => {
      const source = await fetchFile(`/messages/${messageId}/attachments/${attachmentId}`)
        .then(dataAddress)
        .catch(() => null)
      if (source) sources.set(contentId, source)
    }),
  )
  return { ...mail, html: placeImages(mail.html, sources) }
}

/** A mail as it was sent: no scripts, no origin, nothing fetched from outside unless asked for, and then by the desk (SECURITY C2). */
export const HtmlFrame = ({ messageId, text }: { messageId: string; text: string }) => {
  const [isAsked, setIsAsked] = useState(false)
  const { data, error, isLoading } = useQuery({
    queryKey: ['html', messageId],
    queryFn: ({ signal }) => withOwnImages(messageId, get<MessageHtml>(`/messages/${messageId}/html`, undefined, signal)),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const pictures = useQuery({
    queryKey: ['html', messageId, 'pictures'],
    queryFn: ({ signal }) =>
      withOwnImages(messageId, call<MessageWithPictures>({ method: 'POST', path: `/messages/${messageId}/pictures`, signal })),
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (isLoading) return <p className="mut">Loading the mail as it was sent</p>
  if (data === undefined)
    return <p className="ban danger">The mail as it was sent did not load. Its text stands above. {messageOf(error)}</p>
  return (
    <>
      <RemotePictures count={data.remotePictures} pictures={pictures} show={isAsked ? pictures.refetch : () => setIsAsked(true)} />
      <iframe
        className="html"
        style={{ height: heightFor(text) }}
        title="The mail as it was sent"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={page((pictures.data ?? data).html)}
      />
    </>
  )
}
