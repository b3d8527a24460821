import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Router } from 'express'
import type { Calls } from '../calls/index.ts'
import type { Customers } from '../customers/index.ts'
import { door } from '../platform/door.ts'
import type { Platform } from '../platform/room.ts'
import type { SignIn } from '../sign-in/index.ts'
import { type Actor, type Staff, system } from '../staff/index.ts'
import type { SandboxCarrier } from './carrier/index.ts'
import type { DemoFaces } from './demo/faces.ts'
import type { PastClock } from './demo/past-clock.ts'
import { seedArrivals, seedHistory } from './demo/seed-demo.ts'
import { shopRouter } from './demo/shop.ts'
import { eraseOutside } from './erase-outside.ts'
import { keepFileKey } from './file-key.ts'
import { createSandboxMailbox, sandboxMailboxIndexes } from './mailbox/index.ts'
import { createPageDoor } from './page-door.ts'
import { phonePage } from './phone-page.ts'
import { sandboxRoutes } from './routes.ts'

export { createSandboxCarrier } from './carrier/index.ts'
export { createPastClock } from './demo/past-clock.ts'

/** The one demo site: the shop that the desk itself serves. */
const SITE = { id: 'larkfield-shop', name: 'Larkfield Cycles', promise: 'Usually answers in 2 minutes', origins: ['self'] }
const MAILBOXES = ['support@larkfield.example', 'orders@larkfield.example', 'technical@larkfield.example']
const REPLY_DOMAIN = 'reply.larkfield.example'
/** Who signs in by the links on the terminal, one for each role. */
const PERSONAS = ['ines.duarte', 'ruth.adler', 'sam.okafor', 'lena.vogt'].map((name) => `${name}@larkfield.example`)
const desk = system('sandbox')

export interface SandboxOptions {
  platform: Platform
  mode: 'on' | 'exposed'
  dataDir: string
  /** Where the built console lies: the phone page is one of its pages. */
  pages: string
  signIn: SignIn
  /** Where the widget may be shown: the demo shop among them. */
  sites: {
    all(): readonly { id: string }[]
    add(actor: Actor, site: typeof SITE & { commandId: string }): Promise<unknown>
  }
  /** The stand-in for the carrier, and the desk's own numbers. Null: the desk has no phone. */
  phone: { carrier: SandboxCarrier; numbers: Pick<Calls['numbers'], 'all' | 'add'> } | null
  /** The rooms the demo company is written through. */
  demo: Omit<DemoFaces, 'phone'> & {
    staff: Staff
    customers: Pick<Customers, 'erasedAt' | 'isPartyOf'>
    calls: Pick<Calls, 'past' | 'flows'>
  }
  clock: PastClock
}

/**
 * The outside world without accounts: stand-ins for the providers over their own protocols, a demo shop, and people to sign in as. Loopback only
 * (SECURITY R1); `exposed` issues no links, and its pages stand behind sign-in.
 */
export const createSandbox = ({ platform, mode, dataDir, pages, signIn, sites, phone, demo, clock }: SandboxOptions) => {
  const { staff } = demo
  const carrier = phone?.carrier
  const number = carrier?.settings.numbers[0]?.number
  const faces: DemoFaces = { ...demo, phone: number === undefined ? null : { past: demo.calls.past, flows: demo.calls.flows, number } }
  let smtpPort = 0
  const mailbox = createSandboxMailbox({ platform, smtpDoor: { host: '127.0.0.1', port: () => smtpPort }, mailboxes: MAILBOXES })
  const router = Router()
  if (mode === 'exposed') router.use(createPageDoor({ platform, signIn }))
  router.use(['/demo', '/sandbox/mailbox', '/sandbox/phone'], door(platform.limit, 'page'))
  router.use(shopRouter({ siteId: SITE.id }))
  router.use(mailbox.router)
  if (carrier) {
    router.use(phonePage({ folder: pages }))
    router.use(carrier.router)
  }
  /** What the outside world is played on, for the terminal and the console's menu. */
  const places = [
    { label: 'Demo shop with the widget', path: '/demo' },
    ...(carrier ? [{ label: 'Phone of the outside world', path: '/sandbox/phone' }] : []),
    { label: 'Mail of the outside world', path: '/sandbox/mailbox' },
  ]
  const file = join(dataDir, 'sandbox.json')
  const draft = `${file}.new`

  const personaLinks = async (): Promise<{ role: string; name: string; email: string; signInUrl: string }[]> => {
    const links = []
    for (const email of PERSONAS) {
      const member = staff.memberOf(staff.userIdByEmail(email) ?? '')
      if (member)
        links.push({ role: member.role, name: member.name, email, signInUrl: await signIn.makeSignInLink(desk, member.id, { hours: 24 }) })
    }
    return links
  }
  const apiKey = async (): Promise<string | null> => {
    const admin = await staff.actorOf(staff.userIdByEmail(PERSONAS[2] ?? '') ?? '')
    return admin && keepFileKey(signIn, admin, { file, now: platform.clock.now() })
  }
  /** Our numbers at the carrier answer with the demo's menu. One that an admin has changed stays as it is. */
  const addNumbers = async (): Promise<void> => {
    for (const { number, label } of carrier?.settings.numbers ?? [])
      if (!phone?.numbers.all().some((one) => one.number === number))
        await phone?.numbers.add(desk, { number, label, flow: 'main', queueId: null, isRecorded: true, commandId: number })
  }
  const addSite = async (): Promise<void> => {
    if (!sites.all().some((one) => one.id === SITE.id)) await sites.add(desk, { ...SITE, commandId: SITE.id })
  }
  return {
    mailboxes: MAILBOXES,
    replyDomain: REPLY_DOMAIN,
    transportUrl: mailbox.transportUrl,
    lookup: mailbox.lookup,
    router,
    routes: sandboxRoutes({ pages: places.map((one) => ({ ...one, needsPass: mode === 'exposed' })), signIn }),
    audiences: carrier ? [carrier.audience] : [],
    reactions: [eraseOutside(demo.customers, { mails: mailbox.forget, phone: carrier?.forget })],
    indexes: [...sandboxMailboxIndexes, ...(carrier?.indexes ?? [])],
    start: async (signal: AbortSignal): Promise<void> => {
      await mailbox.start(signal)
      await carrier?.start()
    },
    /** Before anything reacts: the company, its people and its past, once. */
    tellHistory: () => seedHistory(platform, faces, clock),
    /** After everything runs: the demo company, the file for outside scripts, and what the terminal shows. */
    open: async ({ url, smtpPort: port }: { url: string; smtpPort: number }): Promise<{ label: string; address: string }[]> => {
      smtpPort = port
      await seedArrivals(platform, faces, clock)
      await addNumbers()
      await addSite()
      clock.toPresent()
      const shown = [
        ...places.map(({ label, path }) => ({ label, address: `${url}${path}` })),
        { label: 'SMTP door', address: `127.0.0.1:${port}, for ${MAILBOXES.join(', ')}` },
      ]
      const key = mode === 'exposed' ? null : await apiKey()
      if (mode === 'exposed') {
        rmSync(file, { force: true })
        return shown
      }
      const smtp = { host: '127.0.0.1', port, mailboxes: MAILBOXES }
      const personas = (await personaLinks()).map(({ role, email, signInUrl }) => ({ role, email, signInUrl }))
      // The file before it stands until it is replaced: the key in it is kept nowhere else.
      rmSync(draft, { force: true })
      writeFileSync(draft, JSON.stringify({ url, apiKey: key, smtp, personas }, null, 2), { mode: 0o600 })
      renameSync(draft, file)
      const links = (await personaLinks()).map(({ role, name, signInUrl }) => ({
        label: `Sign in as ${name}, ${role}`,
        address: signInUrl,
      }))
      return [...links, ...shown]
    },
    stop: async (): Promise<void> => {
      await carrier?.stop()
      await mailbox.stop()
    },
  }
}

export type Sandbox = ReturnType<typeof createSandbox>
