import { type NextFunction, type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { body, door as boundedBy } from '../../platform/door.ts'
import { AppError } from '../../platform/errors.ts'
import type { Limit } from '../../platform/limit.ts'
import { toAppError } from '../../platform/routes.ts'
import { mailboxPage, writePage } from './pages.ts'
import type { MailStore, SandboxMail } from './store.ts'
import { script, style } from './style.ts'
import { type DeskDoor, WriteMail } from './write-mail.ts'

interface Deps {
  store: MailStore
  door(): DeskDoor
  limit: Limit
  write(mail: WriteMail): Promise<SandboxMail>
}

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
const MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

const Listing = z.object({ to: z.string().max(320).optional(), limit: z.coerce.number().int().min(1).max(100).default(100) }).strict()
const words = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 320) : '')

/** The mailbox page and its doors for scripts. What may reach them at all is decided before (SECURITY R1). */
export const createMailboxRouter = ({ store, door, limit, write }: Deps): Router => {
  const router = Router()
  const base = '/sandbox/mailbox'
  const answer =
    (run: (request: Request, response: Response) => Promise<void>) => (request: Request, response: Response, next: NextFunction) => {
      response.set({
        'Cache-Control': 'no-store',
        'Content-Security-Policy': PAGE_POLICY,
        'X-Content-Type-Options': 'nosniff',
        // With `no-referrer` browsers would call the origin of our own form null.
        'Referrer-Policy': 'same-origin',
      })
      run(request, response).catch(next)
    }
  const pageOfForm = async (body: Record<string, unknown>, fault: string): Promise<string> => {
    const found = words(body.answers) ? await store.get(words(body.answers)) : null
    const answered = found?.outside === words(body.from).toLowerCase() ? found : null
    return writePage({
      mailboxes: door().mailboxes,
      from: words(body.from),
      to: answered?.replyTo ?? words(body.to),
      subject: words(body.subject) || (answered ? `Re: ${answered.subject.replace(/^re:\s*/i, '')}` : ''),
      text: typeof body.text === 'string' ? body.text : '',
      answered,
      fault,
    })
  }

  router.get(
    base,
    answer(async (request, response) => {
      const who = words(request.query.who).toLowerCase()
      const [newest] = await store.sent(undefined, 1)
      const mails = who ? await store.of(who) : []
      response.type('html').send(mailboxPage({ people: await store.people(), who, mails, newest: newest?.id ?? '' }))
    }),
  )
  router.get(
    `${base}/write`,
    answer(async (request, response) => {
      response.type('html').send(await pageOfForm(request.query, ''))
    }),
  )
  router.get(
    `${base}/messages`,
    answer(async (request, response) => {
      const query = Listing.safeParse(request.query)
      if (!query.success) throw new AppError('invalid-input', 'invalid', 'Takes ?to=ADDRESS and ?limit=1 to 100.')
      response.json({ items: await store.sent(query.data.to?.toLowerCase(), query.data.limit), nextCursor: null })
    }),
  )
  router.get(
    `${base}/messages/:id/html`,
    answer(async (request, response) => {
      const mail = await store.get(words(request.params.id))
      if (!mail) throw new AppError('mail-not-found', 'not-found', 'There is no such mail.')
      response.set('Content-Security-Policy', MAIL_POLICY).type('html').send(mail.html)
    }),
  )
  router.post(
    `${base}/send`,
    boundedBy(limit, 'sandbox-mail'),
    body(limit, 'sandbox-mail', 'json'),
    body(limit, 'sandbox-mail', 'urlencoded'),
    answer(async (request, response) => {
      refuseForeign(request)
      const isForm = request.is('application/x-www-form-urlencoded') !== false
      const mail = WriteMail.safeParse(request.body ?? {})
      try {
        if (!mail.success) {
          const details = mail.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
          throw new AppError('invalid-input', 'invalid', 'Some values are not accepted.', { details })
        }
        const sent = await write(mail.data)
        if (isForm) response.redirect(303, `${base}?who=${encodeURIComponent(sent.outside)}`)
        else response.status(202).json({ id: sent.id, messageId: sent.messageId })
      } catch (error) {
        if (!isForm) throw error
        const known = toAppError(error)
        const fault = [known.message, ...(known.details ?? []).map((one) => `${one.path}: ${one.message}`)].join(' ')
        response
          .status(400)
          .type('html')
          .send(await pageOfForm(request.body ?? {}, fault))
      }
    }),
  )
  router.get(
    `${base}/style.css`,
    answer(async (_request, response) => void response.type('css').send(style)),
  )
  router.get(
    `${base}/page.js`,
    answer(async (_request, response) => void response.type('js').send(script)),
  )
  return router
}

/** A page of another origin may not write mail through the person who has it open. Scripts send no Origin. */
const refuseForeign = (request: Request): void => {
  const origin = request.get('origin')
  const isForeign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== request.get('host'))
  if (isForeign || request.get('sec-fetch-site') === 'cross-site')
    throw new AppError('foreign-origin', 'forbidden', 'Only the mailbox’s own page may send.')
}
