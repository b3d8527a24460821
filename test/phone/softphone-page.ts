import { fileURLToPath } from 'node:url'
import type { Express } from 'express'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import type { SoftCall, SoftCallState, Softphone, SoftphonePass, SoftphoneState } from '../../agent-console/softphone/softphone.ts'
import { pageHeaders } from '../../server/platform/http.ts'

const face = fileURLToPath(new URL('../../agent-console/softphone/open-softphone.ts', import.meta.url))
const ENTRY = 'harness.js'

/**
 * The console's softphones without the console: built from source, and served from the desk's own origin because no other page may connect. Each
 * reaches no more hosts than it does on a desk.
 */
export const softphoneHarness = async (reach: Readonly<Record<string, readonly string[]>>): Promise<(app: Express) => void> => {
  const { output } = (await build({
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    base: '/harness/',
    logLevel: 'error',
    build: { write: false, target: 'es2022', assetsInlineLimit: 0, rolldownOptions: { input: ENTRY, output: { entryFileNames: ENTRY } } },
    plugins: [
      {
        name: 'harness',
        resolveId: (id) => (id === ENTRY ? ENTRY : undefined),
        load: (id) =>
          id === ENTRY ? `import { openSoftphone } from ${JSON.stringify(face)}\nObject.assign(globalThis, { openSoftphone })` : undefined,
      },
    ],
  })) as Rolldown.RolldownOutput
  const files = new Map(output.map((one) => [one.fileName, one.type === 'chunk' ? one.code : one.source]))
  return (app) => {
    for (const [kind, hosts] of Object.entries(reach))
      app.get(
        `/harness/${kind}`,
        ...pageHeaders(hosts),
        (_request, response) =>
          void response.type('html').send(`<!doctype html><title>Softphone</title><script type="module" src="/harness/${ENTRY}"></script>`),
      )
    app.get('/harness/{*path}', (request, response, next) => {
      const file = files.get(request.path.slice('/harness/'.length))
      if (file === undefined) return next()
      response.type('js').send(typeof file === 'string' ? file : Buffer.from(file))
    })
  }
}

/** A softphone that lives in a page, as seen from a test. What it throws arrives as `{ code, kind, message }`. */
export interface RemoteSoftphone {
  page: Page
  state(): Promise<SoftphoneState>
  /** The passes it is given, one after the other; the last one as often as it asks. */
  register(...passes: SoftphonePass[]): Promise<void>
  connect(dialId: string): Promise<void>
  /** Of the newest call, also after its end. */
  call(): Promise<SoftCallState | null>
  mute(isMuted: boolean): Promise<void>
  sendDigits(digits: string): Promise<void>
  hangUp(): Promise<void>
  chooseDevices(choice: Parameters<Softphone['chooseDevices']>[0]): Promise<void>
  /** Also where the page has gone elsewhere. */
  destroy(): Promise<void>
  /** The most within two beeps, or until both were to be heard. */
  levels(): Promise<{ local: number; remote: number }>
  /** Files of the harness that the page has loaded. */
  loaded(): Promise<string[]>
}

interface InPage {
  openSoftphone(kind: string): Promise<Softphone>
  softphone: Softphone
  last: SoftCall | null
}

export const openRemoteSoftphone = async (
  browser: Browser,
  url: string,
  kind: string,
  { hasMicrophone = true, ...options }: BrowserContextOptions & { hasMicrophone?: boolean } = {},
): Promise<RemoteSoftphone> => {
  const context = await browser.newContext({ permissions: hasMicrophone ? ['microphone'] : [], ...options })
  const page = await context.newPage()
  await page.goto(`${url}/harness/${kind}`)
  await page.waitForFunction("'openSoftphone' in globalThis")
  await page.evaluate(async (wanted) => {
    const { openSoftphone } = globalThis as unknown as InPage
    Object.assign(globalThis, { softphone: await openSoftphone(wanted), last: null })
  }, kind)
  /** Errors do not cross into the test as what they are. */
  const tried = async (answer: Promise<{ code?: string } | null>): Promise<void> => {
    const refused = await answer
    if (refused) throw Object.assign(new Error('refused'), refused)
  }
  return {
    page,
    state: () => page.evaluate(() => (globalThis as unknown as InPage).softphone.state.get()),
    register: (...passes) =>
      tried(
        page.evaluate(
          (given) =>
            (globalThis as unknown as InPage).softphone
              .register(async () => (given.length > 1 ? given.shift() : given[0]) as SoftphonePass)
              .then(
                () => null,
                ({ code, kind: of, message }) => ({ code, kind: of, message }),
              ),
          passes,
        ),
      ),
    connect: (dialId) =>
      tried(
        page.evaluate(
          (id) =>
            (globalThis as unknown as InPage).softphone.connect({ dialId: id }).then(
              (call) => {
                Object.assign(globalThis, { last: call })
                return null
              },
              ({ code, kind: of, message }) => ({ code, kind: of, message }),
            ),
          dialId,
        ),
      ),
    call: () => page.evaluate(() => (globalThis as unknown as InPage).last?.state.get() ?? null),
    mute: (isMuted) => page.evaluate((wanted) => (globalThis as unknown as InPage).last?.mute(wanted), isMuted),
    sendDigits: (digits) => page.evaluate((wanted) => (globalThis as unknown as InPage).last?.sendDigits(wanted), digits),
    hangUp: () => page.evaluate(() => (globalThis as unknown as InPage).last?.hangUp()),
    chooseDevices: (choice) => page.evaluate((wanted) => (globalThis as unknown as InPage).softphone.chooseDevices(wanted), choice),
    destroy: () => page.evaluate(() => (globalThis as unknown as Partial<InPage>).softphone?.destroy()),
    levels: () =>
      page.evaluate(
        () =>
          new Promise<{ local: number; remote: number }>((resolve) => {
            const most = { local: 0, remote: 0 }
            const ends = performance.now() + 2200
            const look = setInterval(() => {
              const now = (globalThis as unknown as InPage).last?.levels() ?? most
              most.local = Math.max(most.local, now.local)
              most.remote = Math.max(most.remote, now.remote)
              if (performance.now() < ends && !(most.local > 0 && most.remote > 0)) return
              clearInterval(look)
              resolve(most)
            }, 20)
          }),
      ),
    loaded: () => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name)),
  }
}
