import { connect } from 'node:net'

export interface SmtpAnswer {
  /** Reply code of each recipient, in their order. */
  recipients: number[]
  /** Reply code after the mail, or the first refusal before it. */
  code: number
  text: string
}

/** Says SMTP word for word, so that a test can send what no mail library would. A raw mail is dot-stuffed; its line ends stay as they are. */
export const openSmtp = async (port: number) => {
  const socket = connect(port, '127.0.0.1')
  let seen = ''
  let wake = () => {}
  let isClosed = false
  socket.on('data', (chunk) => {
    seen += chunk.toString()
    wake()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
    wake()
  })
  /** The next whole reply. */
  const reply = async (): Promise<{ code: number; text: string }> => {
    for (;;) {
      const end = /^(\d{3}) [^\n]*\n/m.exec(seen)
      if (end) {
        const text = seen.slice(0, end.index + end[0].length).trim()
        seen = seen.slice(end.index + end[0].length)
        return { code: Number(end[1]), text }
      }
      if (isClosed) return { code: 0, text: 'closed' }
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const say = (line: string) => {
    socket.write(`${line}\r\n`)
    return reply()
  }
  const greeting = await reply()
  return {
    greeting,
    say,
    reply,
    write: (bytes: string | Buffer) => void socket.write(bytes),
    /** The body, then the dot that ends it. */
    data: async (raw: string | Buffer) => {
      const bytes = Buffer.from(raw)
      socket.write(Buffer.from(bytes.toString('latin1').replace(/^\./gm, '..'), 'latin1'))
      socket.write('\r\n.\r\n')
      return reply()
    },
    end: () => void socket.destroy(),
  }
}

/** One mail in one session. */
export const deliver = async (
  port: number,
  raw: string | Buffer,
  { from = 'marta@rivet.example', to = ['support@larkfield.example'], helo = 'mail.rivet.example' } = {},
): Promise<SmtpAnswer> => {
  const smtp = await openSmtp(port)
  try {
    const recipients: number[] = []
    await smtp.say(`EHLO ${helo}`)
    const first = await smtp.say(`MAIL FROM:<${from}>`)
    if (first.code !== 250) return { recipients, ...first }
    let last = first
    for (const one of to) {
      last = await smtp.say(`RCPT TO:<${one}>`)
      recipients.push(last.code)
    }
    if (!recipients.includes(250)) return { recipients, ...last }
    const begun = await smtp.say('DATA')
    if (begun.code !== 354) return { recipients, ...begun }
    return { recipients, ...(await smtp.data(raw)) }
  } finally {
    smtp.end()
  }
}

/** A raw mail from fields and a body; LF becomes CRLF. */
export const rawMail = (fields: Record<string, string | string[]>, body = 'Good morning\n'): string => {
  const header = Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`))
  return [...header, '', body].join('\n').replace(/\r?\n/g, '\r\n')
}
