import type { Page } from 'playwright-core'
import { PATIENCE } from '../e2e/call-pages.ts'
import { waitFor } from '../wait-for.ts'

export const HEADSET = 'Larkfield H1'

/**
 * Runs in a page before its own scripts: the browser's WebHID with one headset plugged in, which is allowed once somebody chose it, also after the
 * page is loaded again. Its hook is a switch that follows the light as real ones do, and says so; its mute is a one-shot button. Report 2 holds both
 * with gaps, the lights are spread over reports 3 and 4.
 */
export const standInHid = `(() => {
  const item = (usages, more) => ({ isAbsolute: true, isArray: false, isConstant: false, isRange: false, usages, reportSize: 1, reportCount: usages.length,
    logicalMinimum: 0, logicalMaximum: 1, ...more })
  const gap = (reportCount) => item([], { isConstant: true, reportCount })
  const device = Object.assign(new EventTarget(), {
    vendorId: 0x1234, productId: 1, productName: ${JSON.stringify(HEADSET)}, opened: false,
    collections: [{ usagePage: 0x0b, usage: 5, type: 1, children: [], featureReports: [],
      inputReports: [{ reportId: 2, items: [gap(3), item([0x0b0020]), gap(6), item([0x0b002f], { isAbsolute: false }), gap(5)] }],
      outputReports: [{ reportId: 3, items: [item([0x080017]), gap(4), item([0x080009]), gap(2)] }, { reportId: 4, items: [gap(9), item([0x080018]), gap(6)] }],
    }],
    open: async () => { device.opened = true },
    close: async () => { device.opened = false },
    forget: async () => { device.opened = false; sessionStorage.removeItem('headset') },
    sendReport: async (reportId, data) => {
      if (!device.opened) throw new DOMException('not open', 'InvalidStateError')
      if (reportId === 4) lamps.ring = (data[1] >> 1) & 1
      if (reportId !== 3) return
      lamps.offHook = data[0] & 1
      lamps.mute = (data[0] >> 5) & 1
      if (hook === lamps.offHook) return
      hook = lamps.offHook
      report(0)
    },
  })
  const lamps = { ring: 0, offHook: 0, mute: 0 }
  let hook = 0
  const report = (mute) => {
    const data = new DataView(Uint8Array.of(hook << 3, mute << 2).buffer)
    if (device.opened) device.dispatchEvent(Object.assign(new Event('inputreport'), { device, reportId: 2, data }))
  }
  globalThis.headset = {
    lit: () => Object.keys(lamps).filter((one) => lamps[one]).join(),
    pressHook: () => { hook = 1 - hook; report(0) },
    pressMute: () => { report(1); report(0) },
    pull: () => { device.opened = false; navigator.hid.dispatchEvent(Object.assign(new Event('disconnect'), { device })) },
    plug: () => navigator.hid.dispatchEvent(Object.assign(new Event('connect'), { device })),
  }
  const isAllowed = () => sessionStorage.getItem('headset') !== null
  Object.defineProperty(navigator, 'hid', { value: Object.assign(new EventTarget(), {
    getDevices: async () => isAllowed() ? [device] : [],
    requestDevice: async ({ filters }) => {
      if (!filters.some(({ usagePage }) => usagePage === 0x0b)) return []
      sessionStorage.setItem('headset', 'allowed')
      return [device]
    },
  }) })
})()`

export const headsetOf = ({ page }: { page: Page }) => {
  const run = (what: string) => page.evaluate<unknown>(`headset.${what}()`)
  return {
    pressHook: () => run('pressHook'),
    pressMute: () => run('pressMute'),
    pull: () => run('pull'),
    plug: () => run('plug'),
    shows: (lit: string): Promise<true> =>
      waitFor(async () => ((await run('lit')) === lit ? (true as const) : undefined), {
        timeoutMs: PATIENCE.timeout,
        what: `lights: ${lit || 'none'}`,
      }),
  }
}
