import { SMTPServer } from 'smtp-server'

interface Got {
  from: string
  to: string[]
  raw: string
}

/**
 * A mail server that writes down each envelope and mail, byte for byte, and refuses whom it is told to. To `silent` it takes a mail and breaks off before
 * it answers.
 */
export const openMailServer = async (refusals: Record<string, [number, string]> = {}, { silent = '' } = {}) => {
  const got: Got[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _session, answer) => {
      const [responseCode, message] = refusals[address] ?? []
      answer(responseCode ? Object.assign(new Error(message), { responseCode }) : null)
    },
    onData(stream, { envelope, id }, answer) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        got.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('utf8') })
        if (silent === '' || envelope.rcptTo[0]?.address !== silent) return answer()
        for (const one of server.connections) if ((one as { id?: string }).id === id) (one as { close(): void }).close()
      })
    },
  })
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => resolve((listening.address() as { port: number }).port))
  })
  return { got, port, url: `smtp://127.0.0.1:${port}`, close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

export type MailServer = Awaited<ReturnType<typeof openMailServer>>
