import { SMTPServer } from 'smtp-server'

interface Got {
  from: string
  to: string[]
  raw: string
}

/** A mail server that writes down each envelope and mail, byte for byte, and refuses whom it is told to. */
export const openMailServer = async (refusals: Record<string, [number, string]> = {}) => {
  const got: Got[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _session, answer) => {
      const [responseCode, message] = refusals[address] ?? []
      answer(responseCode ? Object.assign(new Error(message), { responseCode }) : null)
    },
    onData: (stream, { envelope }, answer) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        got.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('utf8') })
        answer()
      })
    },
  })
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => resolve((listening.address() as { port: number }).port))
  })
  return { got, port, url: `smtp://127.0.0.1:${port}`, close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

export type MailServer = Awaited<ReturnType<typeof openMailServer>>
