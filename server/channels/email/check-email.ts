import type { Finding } from '../../hub/index.ts'
import { readMailServer, type Transport } from './transport.ts'

interface Setup {
  mailboxes: readonly string[]
  replyDomain: string | undefined
  url: string | undefined
  isSandbox: boolean
  transport(): Transport
}

/** What the doctor says of mail. */
export const checkEmail = async ({ mailboxes, replyDomain, url, isSandbox, transport }: Setup): Promise<Finding[]> => {
  const findings: Finding[] = []
  const add = (level: Finding['level'], text: string) => findings.push({ level, text })
  if (mailboxes.length === 0) add('fault', 'No mailbox is set up, so no mail comes in. Set MAILBOXES.')
  const domains = mailboxes.map((one) => one.split('@')[1]?.toLowerCase())
  if (!replyDomain) add('warning', 'No REPLY_DOMAIN: answers thread by Message-ID alone and bounces are not noticed.')
  else if (domains.includes(replyDomain.toLowerCase()))
    add(
      'warning',
      `REPLY_DOMAIN is the domain of your staff, ${replyDomain}. Whoever gets an answer holds an address there, which other services take as proof ` +
        `of belonging to you. Use a sub-domain of its own, such as reply.${replyDomain}.`,
    )
  if (isSandbox) add('ok', 'Mail goes to the sandbox’s mailbox page and nowhere else.')
  else if (!url) add('fault', 'No mail server to send by. Set SMTP_URL.')
  else {
    if (readMailServer(url).isTlsOff)
      add('fault', 'SMTP_URL has ?tls=off: unsafe, mail and password can be read and changed on the way. Remove it.')
    try {
      await transport().verify()
      add('ok', 'The mail server answers.')
    } catch (error) {
      add('fault', `The mail server of SMTP_URL does not answer as it should (${(error as { code?: string }).code ?? 'error'}).`)
    }
  }
  return findings
}
