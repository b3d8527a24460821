import { join } from 'node:path'
import type { Express, RequestHandler } from 'express'
import { createCalls, noCarrier } from './calls/index.ts'
import { createCases } from './cases/index.ts'
import { createApiChannel } from './channels/api/index.ts'
import { createChatChannel, createSites, widgetPages } from './channels/chat/index.ts'
import { createEmailChannel } from './channels/email/index.ts'
import { createTwilio, noPhone, TWILIO_DOORS, TWILIO_PAGES_REACH } from './channels/twilio/index.ts'
import { type Config, isNameless, namelessNote } from './config.ts'
import { createCustomers } from './customers/index.ts'
import { createHub } from './hub/index.ts'
import { articleSuggestions, readArticles, shortAnswersOf } from './knowledge/index.ts'
import { createLimits, limits, listeners } from './limits.ts'
import { createNotices } from './notices/index.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import { diskHealth } from './platform/db/disk-room.ts'
import { door } from './platform/door.ts'
import { AppError } from './platform/errors.ts'
import type { GuardedFetch } from './platform/guarded-fetch.ts'
import { createHttp } from './platform/http.ts'
import { type Audience, createLive } from './platform/live.ts'
import type { Log } from './platform/log.ts'
import { openPlatform } from './platform/open-platform.ts'
import { describeApi } from './platform/openapi.ts'
import type { Platform, RoomParts } from './platform/room.ts'
import { mountRoutes, type Route } from './platform/routes.ts'
import { singlePage } from './platform/single-page.ts'
import { createQueues } from './queues/index.ts'
import { createRestore } from './restore/index.ts'
import { createRouting } from './routing/index.ts'
import { createPastClock, createSandbox, createSandboxCarrier } from './sandbox/index.ts'
import { createScreens } from './screens/index.ts'
import { createSearch } from './search/index.ts'
import { createSignIn } from './sign-in/index.ts'
import { type Actor, allow, createStaff, isAllowed, type Permission, system } from './staff/index.ts'

export interface App {
  /** Opens the doors. Resolves when the desk is ready. */
  start(): Promise<Started>
  /** Drains and stops: at most five seconds. Also for one that was never started. */
  stop(): Promise<void>
  /** What it is made of, for commands that look into a stopped desk and tests that walk every door. */
  inside: { platform: Platform; routes: readonly Route<Actor>[]; audiences: readonly Audience<never>[]; express: Express }
}

export interface Started {
  url: string
  smtpPort: number
  /** Lines for the terminal: where things are and how to get in. */
  ways: { label: string; address: string }[]
  /** What whoever starts it should know. */
  notes: string[]
}

export interface AppOptions {
  config: Config
  log: Log
  version: string
  /** Where the built console and widget lie. */
  dist: string
  clock?: Clock
  /** How pictures of mails are fetched, where a test stands for the outside. */
  fetchPicture?: GuardedFetch
  /** It is never started, and only looked into. */
  isOnlyRead?: boolean
}

const GRACE_MS = 3_000
const pausedNote = (since: Date): string =>
  `Sending is paused: this desk was restored from a backup on ${since.toISOString().slice(0, 16).replace('T', ' ')} UTC.\n` +
  'Messages come in, answers wait. When all looks right, let them go out: npm run db:confirm'

/** The composition root: builds the rooms from left to right, so that a circle cannot be written, and opens the doors. Reads as the map of the house. */
export const createApp = async ({
  config,
  log,
  version,
  dist,
  clock: present = systemClock,
  fetchPicture,
  isOnlyRead = false,
}: AppOptions): Promise<App> => {
  // The demo's history is written through the same verbs as everything else, at the times it tells of.
  const clock = createPastClock(present)
  let url = config.publicUrl ?? `http://${config.host}:${config.port}`
  const machine = await openPlatform({
    dataDir: config.dataDir,
    secretKey: config.secretKey,
    mongodbUrl: config.mongodbUrl,
    redisUrl: config.redisUrl,
    privateHosts: config.privateHosts,
    log,
    clock,
    publicUrl: () => url,
    isOnlyProcess: !config.mongodbUrl,
    isOnlyRead,
    limit: (redis) => createLimits(limits, redis),
  })
  const { platform, database } = machine

  const staff = createStaff(platform)
  // An exposed sandbox mails nobody a way in: everybody who is signed in reads its mailbox page.
  const mailsLinks = config.smtp.url ? config.smtp.mailboxes.length > 0 : config.sandbox === 'on'
  const signIn = createSignIn(platform, {
    staff,
    sandbox: config.sandbox,
    dataDir: config.dataDir,
    sendMail: mailsLinks ? (mail) => email.sendDeskMail(mail) : undefined,
  })
  const restore = createRestore(platform)
  const queues = createQueues(platform, { staff })
  const customers = createCustomers(platform, {
    isSandbox: config.sandbox !== 'off',
    mergeOpenCases: (actor, merge) => cases.mergeOpenCases(actor, merge),
    unmergeCases: (actor, merge) => cases.unmergeCasesOf(actor, merge),
  })
  const cases = createCases(platform, { staff, queues, customers, reopenDays: config.reopenDays })
  const hub = createHub(platform, { cases, customers, queues, staff, fetchPicture })
  const notices = createNotices(platform, { staff, queues, cases, hub })
  const routing = createRouting(platform, { staff, queues, cases, hub })
  // Whoever carries the calls comes before them: the sandbox's stand-in (an exposed one has none: nobody could ring there), or the account.
  const standIn = config.sandbox === 'on' ? createSandboxCarrier({ platform, baseUrl: platform.publicUrl }) : null
  const account = standIn?.settings ?? config.twilio
  const twilio = account
    ? await createTwilio({
        platform,
        settings: account,
        ...(standIn ? { softphoneKind: 'sandbox' } : {}),
        verdictOn: (to, by) => calls.outbound.look(to, by, false),
      })
    : null
  const articles = await readArticles(join(dist, '..', 'knowledge-base'))
  const shortAnswers = shortAnswersOf(articles)
  const calls = createCalls(platform, {
    staff,
    queues,
    customers,
    cases,
    hub,
    routing,
    control: twilio?.control ?? noCarrier,
    flowsDir: config.flowsDir,
    articles: () => shortAnswers,
    isSandbox: config.sandbox !== 'off',
  })
  const search = createSearch(platform, { queues, customers, cases, hub })
  const suggestArticles = articleSuggestions(articles)
  const screens = createScreens({ platform, staff, queues, customers, cases, hub, routing, calls, suggestArticles })

  const sites = createSites(platform, { isSandbox: config.sandbox !== 'off' })
  const sandbox =
    config.sandbox === 'off'
      ? null
      : createSandbox({
          platform,
          mode: config.sandbox,
          dataDir: config.dataDir,
          pages: join(dist, 'console'),
          signIn,
          sites,
          phone: standIn && { carrier: standIn, numbers: calls.numbers },
          demo: { staff, queues, customers, cases, hub, search, calls },
          clock,
        })
  const api = createApiChannel(hub)
  const chat = createChatChannel({
    platform,
    sites: sites.active,
    onSiteNarrowed: sites.onNarrowed,
    hub,
    signVisitor: signIn.signVisitor,
    verifyVisitor: signIn.verifyVisitor,
    agentNameOf: async (id) => (await staff.actorOf(id))?.name ?? '',
    isOpen: async (siteId) => {
      const { teams } = queues.queueFor(siteId)
      const serves = (member: { teams: readonly string[] }): boolean =>
        teams.length === 0 || member.teams.some((one) => teams.includes(one))
      return (await staff.membersForRouting()).some((one) => one.presence === 'available' && serves(one))
    },
    noteTyped: (actor, typed) => customers.noteTyped(actor.type === 'system' ? actor : system('chat'), typed),
  })
  const email = createEmailChannel({
    platform,
    smtp: config.smtp,
    limits: listeners.smtp,
    mailboxes: sandbox?.mailboxes ?? config.smtp.mailboxes,
    replyDomain: config.smtp.replyDomain ?? sandbox?.replyDomain,
    transportUrl: sandbox?.transportUrl,
    lookup: sandbox?.lookup,
    closedAt: hub.threadClosedAt,
  })
  for (const channel of [api.channel, chat.channel, email, calls.channel, ...(twilio?.channels ?? noPhone)]) hub.addChannel(channel)

  // For the doctor, beside the running desk.
  platform.operator.answer('check-channels', async () => (await Promise.all(hub.channels().map((one) => one.check()))).flat())

  // In the order they start: first those who must be in memory; the hub last, because it opens the channels.
  const first: RoomParts<Actor>[] = [staff, signIn, restore, queues].map((one) => one.parts)
  const later: RoomParts<Actor>[] = [customers, cases, notices, routing, calls, search, screens, api, sites, chat, hub].map(
    (one) => one.parts,
  )
  const rooms = [...first, ...later]
  const routes: Route<Actor>[] = [...rooms.flatMap((one) => [...(one.routes ?? [])]), ...(sandbox?.routes ?? [])]
  for (const one of [...rooms, ...(sandbox ? [sandbox] : [])])
    for (const reaction of one.reactions ?? []) machine.reactions.add(reaction as never)

  let isReady = false
  /** Until the rooms know who is who and what is there, nobody is answered: a sign-in would be taken for one that has ended, a topic for an empty one. */
  let isOpen = false
  const whenOpen: RequestHandler = (_request, _response, next) =>
    next(isOpen ? undefined : new AppError('starting', 'unavailable', 'The desk is starting. Try again in a moment.'))
  /** Only what the desk cannot run without makes it unwell as a whole; of the rest it says how it is. */
  const health = async (): Promise<{ ok: boolean; parts: Record<string, unknown> }> => {
    const db = await database.health()
    const readStored = async () => {
      const since = await platform.outward.pausedSince()
      return {
        unfiled: await hub.countNew(),
        failed: await hub.countFailed(),
        router: await routing.health(),
        sending: since ? { pausedSince: since.toISOString(), why: 'restored from a backup', next: 'npm run db:confirm' } : 'on',
      }
    }
    return {
      ok: isReady && db.ok,
      parts: {
        ready: isReady,
        database: { kind: database.kind, ...db },
        disk: diskHealth(config.dataDir),
        jobs: machine.jobsHealth(),
        sockets: live.health(),
        smtpDoor: email.doorHealth(),
        outgoingMail: email.outgoingHealth(),
        channels: hub.channelHealth(),
        carrier: calls.carrierHealth(),
        ...(db.ok ? await readStored() : {}),
      },
    }
  }
  const mount = (app: Express): void => {
    const asPage = door(platform.limit, 'page')
    app.get('/healthz', asPage, async (_request, response) => {
      const state = await health().catch(() => ({ ok: false, parts: { ready: isReady, database: 'unreachable' } }))
      response
        .status(state.ok ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json(state)
    })
    // Made when it is first asked for: a start would be a tenth of a second longer.
    let description: object | undefined
    app.get('/api/openapi.json', asPage, (_request, response) => {
      description ??= describeApi(routes as never, { title: 'Patchbay', version, base: '/api/v1' })
      response.json(description)
    })
    app.use('/api/v1', (_request, response, next) => {
      response.set('Cache-Control', 'no-store')
      next()
    })
    app.use(['/api/v1', '/widget/v1'], whenOpen)
    app.use(
      '/api/v1',
      mountRoutes(routes, {
        connection: platform.connection,
        log,
        authenticate: signIn.authenticate,
        actorId: (actor) => actor.id,
        allow: (actor, permission) => allow(actor, permission as Permission),
        limit: platform.limit,
      }),
    )
    app.use('/widget/v1', chat.router)
    if (twilio) app.use(TWILIO_DOORS, twilio.router)
    app.use(calls.router)
    app.use(['/widget.js', '/widget'], asPage)
    app.use(widgetPages({ sites: sites.active, folder: join(dist, 'widget'), publicUrl: () => url }))
    if (sandbox) app.use(sandbox.router)
    app.use(asPage, singlePage(join(dist, 'console')))
  }
  const ownName = (): string => new URL(url).hostname
  const isHostAllowed = (name: string): boolean =>
    /^(localhost|127\.0\.0\.1|\[?::1\]?)$/.test(name) || (config.sandbox !== 'on' && name === ownName())
  const http = createHttp({
    bounds: listeners.http,
    host: config.host,
    port: config.port,
    trustProxy: config.trustProxy,
    isHostAllowed,
    // The softphone of a real carrier is its own SDK, which speaks to its own hosts.
    ...(config.twilio && !config.twilio.apiBase ? { pagesReach: TWILIO_PAGES_REACH } : {}),
    mount,
    log,
  })
  const audiences: Audience<never>[] = [
    {
      namespace: '/staff',
      authenticate: (token: string) => signIn.authenticateSocket(token),
      actorId: (actor: Actor) => actor.id,
      isAllowed: (actor: Actor, permission: string) => isAllowed(actor, permission as Permission),
      topics: rooms.flatMap((one) => [...(one.topics ?? [])]),
      verbs: rooms.flatMap((one) => [...(one.liveVerbs ?? [])]),
      attended: (actor: Actor, isPresent: boolean) => staff.attended(actor.id, isPresent),
    } as never,
    chat.audience as never,
    ...((sandbox?.audiences ?? []) as never[]),
  ]
  const live = createLive({
    http: http.server,
    bus: platform.bus,
    log,
    audiences,
    isHostAllowed,
    isOpen: () => isOpen,
    isOriginAllowed: (_namespace, origin) => origin === undefined || isOwnOrigin(origin),
    limit: platform.limit,
    addressOf: http.addressOf,
    ...(machine.adapter ? { adapter: machine.adapter } : {}),
  })
  /** The widget's frame has our origin too: only pages we serve connect. Programs send no Origin and gain nothing without a token. */
  const isOwnOrigin = (origin: string): boolean => {
    try {
      const given = new URL(origin)
      const own = new URL(url)
      return (
        given.host === own.host ||
        (config.sandbox === 'on' && given.port === own.port && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(given.hostname))
      )
    } catch {
      return false
    }
  }
  signIn.onCut((userId) => live.cut('/staff', userId))
  chat.onCut((visitorId) => live.cut('/visitor', visitorId))

  const firstWays = async (): Promise<Started['ways']> => {
    const token = await signIn.firstAdminToken()
    return token ? [{ label: 'First admin', address: signIn.firstAdminLink(token) }] : []
  }

  const abort = new AbortController()
  return {
    inside: { platform, routes, audiences, express: http.express },
    start: async () => {
      await machine.prepare(
        [...rooms, ...(sandbox ? [sandbox] : []), ...(twilio ? [twilio] : [])].flatMap((one) => [...(one.indexes ?? [])]),
      )
      const port = await http.listen()
      if (!config.publicUrl) url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
      await sandbox?.start(abort.signal)
      for (const one of first) await one.start?.(abort.signal)
      await sandbox?.tellHistory()
      for (const one of later) await one.start?.(abort.signal)
      twilio?.connect(calls.intake)
      await machine.start()
      isOpen = true
      const smtpPort = email.port
      const ways = [...(sandbox ? await sandbox.open({ url, smtpPort }) : []), ...(config.sandbox === 'on' ? [] : await firstWays())]
      platform.jobs.repeat('disk-look', 600_000, async () => {
        const { ok, detail } = diskHealth(config.dataDir)
        if (!ok) log.warn({ detail }, 'the disk is filling up')
      })
      isReady = true
      for (const one of rooms) one.opened?.()
      const since = await platform.outward.pausedSince()
      const notes = [...(since ? [pausedNote(since)] : []), ...(isNameless(config) ? [namelessNote(config)] : [])]
      return { url, smtpPort, ways: [{ label: 'Console', address: url }, ...ways], notes }
    },
    stop: async () => {
      isReady = false
      abort.abort()
      // The sockets' end waits for the server's, and that for requests under way, which only the grace cuts off.
      void live.close()
      await http.close(GRACE_MS)
      for (const one of [...rooms].reverse()) await one.stop?.()
      await sandbox?.stop()
      await machine.stop()
    },
  }
}
