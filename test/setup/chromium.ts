import { type Browser, chromium } from 'playwright-core'
import { findTool, missingTool } from './tools.ts'

/** Why browser tests must be skipped here, or undefined; `describeWith` does it. */
export const chromiumMissing = missingTool('chromium')

const isRoot = process.getuid?.() === 0

/** What a browser does by itself, beside showing our pages, it shall not do. Every name but loopback's leads nowhere. */
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
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]',
]

/**
 * Debian's Chromium, without what surrounds its pages where that is to be had; `whole` where a test needs it (a page asks for the microphone). As root
 * it cannot have its sandbox, so there it is given up, which is all right only because nothing but loopback can be reached (SECURITY R10).
 */
export const launchBrowser = async ({ whole = false, args = [] }: { whole?: boolean; args?: readonly string[] } = {}): Promise<Browser> => {
  const executablePath = (whole ? undefined : findTool('chromium-headless-shell')) ?? findTool('chromium')
  if (!executablePath) throw new Error(chromiumMissing)
  return chromium.launch({ headless: true, executablePath, args: [...flags, ...(isRoot ? ['--no-sandbox'] : []), ...args] })
}
