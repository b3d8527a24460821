import type { Finding } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import { openTransport, readMailServer, type Transport } from './transport.ts'

interface Setup {
  mailboxes: readonly string[]
  replyDomain: string | undefined
  url: string | undefined
  isSandbox: boolean
  transport(): Transport
}

/** `keepsFromStarting`: the start is refused for the same reason. */
type MailFinding = Finding & { keepsFromStarting?: true }

/** The server that mail goes out by offers no TLS: a reason not to start (SECURITY E11). */
export const isOpenLine = (error: unknown): boolean => (error as { code?: string }).code === 'ETLS'
export const OPEN_LINE = 'The mail server of SMTP_URL offers no safe connection (STARTTLS). Use smtps:// or another server.'

/** The same without a desk that runs: what the doctor looks at. */
export const checkMail = async (setup: Omit<Setup, 'transport'>): Promise<MailFinding[]> => {
  let opened: Transport | undefined
  const transport = (): Transport => {
    opened = openTransport(readMailServer(setup.url ?? ''))
    return opened
  }
  try {
    return await checkEmail({ ...setup, transport })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // The start reads the same address, and is refused by the same words.
    return [{ level: 'fault', text: error.message, keepsFromStarting: true }]
  } finally {
    opened?.close()
  }
}

/** What the doctor says of mail. */
export const checkEmail = async ({ mailboxes, replyDomain, url, isSandbox, transport }: Setup): Promise<MailFinding[]> => {
  const findings: MailFinding[] = []
  const add = (level: Finding['level'], text: string) => findings.push({ level, text })
  if (mailboxes.length === 0)
    add('warning', 'No mailbox is set up, so no mail comes in. Set MAILBOXES to the addresses that customers write to.')
  const domains = mailboxes.map((one) => one.split('@')[1]?.toLowerCase())
  if (!replyDomain) add('warning', 'No REPLY_DOMAIN: answers thread by Message-ID alone and bounces are not noticed.')
  else if (domains.includes(replyDomain.toLowerCase()))
    add(
      'warning',
      `REPLY_DOMAIN is the domain of your staff, ${replyDomain}. Whoever gets an answer holds an address there, which other services take as proof ` +
        `of belonging to you. Use a sub-domain of its own, such as reply.${replyDomain}.`,
    )
  if (isSandbox) add('ok', 'Mail goes to the sandbox’s mailbox page and nowhere else.')
  else if (!url) add('warning', 'No mail server to send by, so no mail is answered and nobody is invited by mail. Set SMTP_URL.')
  else {
    if (readMailServer(url).isTlsOff)
      add('fault', 'SMTP_URL has ?tls=off: unsafe, mail and password can be read and changed on the way. Remove it.')
    try {
      await transport().verify()
      add('ok', 'The mail server answers.')
    } catch (error) {
      if (isOpenLine(error)) findings.push({ level: 'fault', text: OPEN_LINE, keepsFromStarting: true })
      else add('fault', `The mail server of SMTP_URL does not answer as it should (${(error as { code?: string }).code ?? 'error'}).`)
    }
  }
  return findings
}
