import { type Browser, chromium } from 'playwright-core'
import { findTool, missingTool } from './tools.ts'

/** Why browser tests must be skipped here, or undefined; `describeWith` does it. */
export const chromiumMissing = missingTool('chromium')

const isRoot = process.getuid?.() === 0

/** What a browser does by itself, beside showing our pages, it shall not do. */
const flags = [
  '--disable-quic',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-proxy-server',
]

/** Every name but loopback's leads nowhere, or to where a test has a stand-in for it. */
const resolver = (hosts: Readonly<Record<string, string>>): string => {
  const rules = Object.entries(hosts).map(([name, place]) => `MAP ${name} ${place}, `)
  return `--host-resolver-rules=${rules.join('')}MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]`
}

export interface BrowserOptions {
  whole?: boolean
  args?: readonly string[]
  /** Names of the world, `*` for any part of one, and the host and port that is meant by them. */
  hosts?: Readonly<Record<string, string>>
}

/**
 * Debian's Chromium, without what surrounds its pages where that is to be had; `whole` where a test needs it (a page asks for the microphone). As root
 * it cannot have its sandbox, so there it is given up, which is all right only because nothing but loopback can be reached (SECURITY R10).
 */
export const launchBrowser = async ({ whole = false, args = [], hosts = {} }: BrowserOptions = {}): Promise<Browser> => {
  const executablePath = (whole ? undefined : findTool('chromium-headless-shell')) ?? findTool('chromium')
  if (!executablePath) throw new Error(chromiumMissing)
  return chromium.launch({
    headless: true,
    executablePath,
    args: [...flags, resolver(hosts), ...(isRoot ? ['--no-sandbox'] : []), ...args],
  })
}
