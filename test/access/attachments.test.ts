import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signInAs } from '../bench/staff-socket.ts'
import { deliver, rawMail } from '../channels/email/smtp-client.ts'
import { openSandboxDesk, type SandboxDesk } from '../setup/sandbox-desk.ts'
import { waitFor } from '../wait-for.ts'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
const bytes = (hex: string, text = ''): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(text, 'latin1')])
const SCRIPT = '<script>alert(document.domain)</script>'
const DOWNLOAD = 'application/octet-stream'
/** A picture whose bytes are a script as well. */
const polyglot = bytes('', 'GIF89a/*\x01\x00*/=1;alert(document.domain)')

/** What a sender sends as what, and what it goes out as: of the bytes, and inline only when nothing can run in it (SECURITY F1). */
const files: [what: string, name: string, said: string, content: Buffer, shown: string | null][] = [
  ['a picture', 'bell.png', 'image/png', png, 'image/png'],
  ['a picture that says it is a page', 'bell.html', 'text/html', png, 'image/png'],
  ['a photograph', 'bell.jpg', 'image/jpeg', bytes('ffd8ffe00004abcdffc000110800100010030101'), 'image/jpeg'],
  ['an animation', 'bell.gif', 'image/gif', bytes('', 'GIF89a\x01\x00\x01\x00'), 'image/gif'],
  [
    'a picture in a newer form',
    'bell.webp',
    'image/webp',
    bytes('', 'RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x00'),
    'image/webp',
  ],
  ['a sound', 'bell.mp3', 'audio/mpeg', bytes('', 'ID3\x04\x00'), 'audio/mpeg'],
  ['a recording', 'bell.wav', 'audio/wav', bytes('', 'RIFF\x24\x00\x00\x00WAVEfmt '), 'audio/wav'],
  ['a sound in a newer form', 'bell.webm', 'audio/webm', bytes('1a45dfa3'), 'audio/webm'],
  ['a page', 'page.html', 'text/html', bytes('', `<!doctype html>${SCRIPT}`), null],
  ['a page that says it is a picture', 'page.png', 'image/png', bytes('', `<!doctype html>${SCRIPT}`), null],
  [
    'a page by the rules of XML',
    'page.xhtml',
    'application/xhtml+xml',
    bytes('', `<html xmlns="http://www.w3.org/1999/xhtml">${SCRIPT}</html>`),
    null,
  ],
  ['a drawing', 'bell.svg', 'image/svg+xml', bytes('', `<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`), null],
  ['a document', 'bell.pdf', 'application/pdf', bytes('', '%PDF-1.7\n'), null],
  ['a script', 'bell.js', 'text/javascript', bytes('', 'alert(1)'), null],
  ['a picture that is a script too', 'both.gif', 'image/gif', polyglot, 'image/gif'],
  ['a bomb', 'bomb.png', 'image/png', bytes('89504e470d0a1a0a0000000d494844520000ea600000ea60'), null],
  ['a bomb of another kind', 'bomb.jpg', 'image/jpeg', bytes('ffd8ffe00004abcdffc0001108ffffffff030101'), null],
  ['something unknown', 'bell.bin', 'application/x-bell', bytes('00010203'), null],
  ['nothing', 'none.png', 'image/png', Buffer.alloc(0), null],
]

interface Mail {
  id: string
  subject: string
  attachments: { id: string }[]
}
let desk: SandboxDesk
let token = ''
beforeAll(async () => {
  desk = await openSandboxDesk()
  token = await signInAs(desk.file, 'supervisor')
})
afterAll(() => desk?.close())
const get = (path: string, headers: Record<string, string> = { Authorization: `Bearer ${token}` }): Promise<Response> =>
  fetch(`${desk.url}/api/v1${path}`, { headers })

/** A mail with these files; the addresses by which the desk gives them out, in their order. */
const arrive = async (parts: readonly { name: string; said: string; content: Buffer }[]): Promise<string[]> => {
  const subject = `${parts.length} files`
  const body = parts.map(
    ({ name, said, content }) =>
      `--part\nContent-Type: ${said}\nContent-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}\nContent-Transfer-Encoding: base64\n\n${content.toString('base64')}\n`,
  )
  const fields = { From: 'Eve <eve@evil.example>', Subject: subject, 'Message-ID': `<${parts.length}@evil.example>` }
  const type = { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=part' }
  const raw = rawMail({ ...fields, ...type }, `--part\nContent-Type: text/plain\n\nHello.\n${body.join('')}--part--\n`)
  expect((await deliver(desk.file.smtp.port, raw, { to: [desk.file.smtp.mailboxes[0] as string] })).code).toBe(250)
  const message = await waitFor(
    async () => {
      const { items } = (await (await get('/messages?channel=email')).json()) as { items: Mail[] }
      return items.find((one) => one.subject === subject)
    },
    { what: 'the mail', everyMs: 50 },
  )
  expect(message.attachments).toHaveLength(parts.length)
  return message.attachments.map(({ id }) => `/messages/${message.id}/attachments/${id}`)
}

describe('a file that came by mail, as it is given out (SECURITY F1)', () => {
  const paths = new Map<string, string>()
  beforeAll(async () => {
    const given = await arrive(files.map(([, name, said, content]) => ({ name, said, content })))
    files.forEach(([what], index) => void paths.set(what, given[index] as string))
  })

  it.each(files)('%s', async (what, name, _said, content, shown) => {
    const answer = await get(paths.get(what) as string)
    const { headers } = answer
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content)
    expect([answer.status, headers.get('content-type')]).toEqual([200, shown ?? DOWNLOAD])
    expect(headers.get('content-disposition')).toBe(`${shown ? 'inline' : 'attachment'}; filename="${name}"; filename*=UTF-8''${name}`)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('goes to nobody who does not say who they are, and to no page of elsewhere', async () => {
    const path = paths.get('a picture') as string
    expect((await get(path, {})).status).toBe(401)
    expect((await get(path, { Cookie: `refresh=${token}` })).status).toBe(401)
    const foreign = await get(path, { Authorization: `Bearer ${token}`, Origin: 'https://evil.example' })
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('has a name that ends no header and names no path', async () => {
    const names = ['a"\r\nSet-Cookie: who=eve.png', '../../etc/passwd', 'invoice\u202efdp.exe', 'Glöckchen.pdf', '100%.txt']
    const given = await arrive(names.map((name) => ({ name, said: 'text/plain', content: Buffer.from('x') })))
    const shown: (string | null)[] = []
    for (const path of given) {
      const { headers } = await get(path)
      expect(headers.get('set-cookie')).toBeNull()
      shown.push(headers.get('content-disposition'))
    }
    expect(shown).toEqual([
      `attachment; filename="a_Set-Cookie_ who=eve.png"; filename*=UTF-8''a_Set-Cookie_%20who%3Deve.png`,
      `attachment; filename="_.._etc_passwd"; filename*=UTF-8''_.._etc_passwd`,
      `attachment; filename="invoicefdp.exe"; filename*=UTF-8''invoicefdp.exe`,
      `attachment; filename="Gl_ckchen.pdf"; filename*=UTF-8''Gl%C3%B6ckchen.pdf`,
      `attachment; filename="100_.txt"; filename*=UTF-8''100%25.txt`,
    ])
  })
})
