import { createTransport } from 'nodemailer'
import { AppError } from '../../platform/errors.ts'
import { isLoopback } from './loopback.ts'

export interface MailServer {
  host: string
  port: number
  /** TLS from the first byte. */
  secure: boolean
  auth: { user: string; pass: string } | undefined
  /** `?tls=off` in the URL: mail and password go in the clear. The doctor calls it unsafe. */
  isTlsOff: boolean
}

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    // The only thing it throws for.
    return null
  }
}

/** Reads `smtp://user:password@host:port`. One option, `?tls=off`; any other is a mistake rather than a setting of the library. Throws invalid. */
export const readMailServer = (url: string): MailServer => {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const options = parsed ? [...parsed.searchParams] : []
  if (
    !parsed ||
    !/^smtps?:$/.test(parsed.protocol) ||
    !parsed.hostname ||
    options.some(([name, value]) => name !== 'tls' || value !== 'off')
  )
    throw new AppError(
      'smtp-url',
      'invalid',
      'SMTP_URL is read as smtp://user:password@host:587 or smtps://…:465, with no option but ?tls=off.',
    )
  const [user, pass] = [decoded(parsed.username), decoded(parsed.password)]
  if (user === null || pass === null)
    throw new AppError(
      'smtp-url',
      'invalid',
      'SMTP_URL has a % in user or password that stands for nothing. There, % is written %25, @ is %40, : is %3A and / is %2F.',
    )
  const secure = parsed.protocol === 'smtps:'
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port || (secure ? 465 : 587)),
    secure,
    auth: user ? { user, pass } : undefined,
    isTlsOff: options.length > 0,
  }
}

/** What the way out needs to know of a mail beside the mail itself. */
export interface Handing {
  /** Told once the server has all of it: from there on only its answer says whether it goes out. */
  handedOver(): void
}

/** The way out (SECURITY E10, E11): TLS verified, STARTTLS required unless the server is this machine; no files, no URLs. */
export const openTransport = ({ host, port, secure, auth, isTlsOff }: MailServer) => {
  const isOpen = isLoopback(host) || isTlsOff
  const transport = createTransport({
    host,
    port,
    secure,
    ...(auth ? { auth } : {}),
    requireTLS: !isOpen && !secure,
    ignoreTLS: isOpen && !secure,
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    pool: true,
    maxConnections: 3,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  transport.use('stream', ({ data, message }, done) => {
    const { handedOver } = data as Partial<Handing>
    if (handedOver) message.processFunc((bytes) => bytes.once('end', handedOver))
    done()
  })
  return transport
}

export type Transport = ReturnType<typeof openTransport>
