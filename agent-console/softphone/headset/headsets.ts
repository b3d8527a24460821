import { createStore, type Store } from '../../desk/store.ts'
import { createButtons, type Press } from './buttons.ts'
import type { Hid, HidDevice, HidInput } from './hid.ts'
import { createLamps, dark, type Lamps } from './lamps.ts'

export const TELEPHONY_PAGE = 0x0b

export interface Headset {
  device: HidDevice
  name: string
  hasHook: boolean
  hasMute: boolean
}

export interface Headsets {
  /** Those that are plugged in and allowed; `trouble` is for people. */
  state: Store<{ all: readonly Headset[]; trouble: string | null }>
  /** Asks which one: the browser's own question, so only a click may lead here. */
  connect(): Promise<void>
  forget(headset: Headset): Promise<void>
  light(lamps: Lamps): void
  stop(): void
}

interface Held {
  headset: Headset
  buttons: ReturnType<typeof createButtons>
  lamps: ReturnType<typeof createLamps>
  hear(event: Event): void
  /** What each report held last. */
  sent: Map<number, string>
  /** Reports go out one after the other. */
  sending: Promise<void>
}

const nameOf = ({ productName }: HidDevice): string => productName || 'The headset'

/** The headsets whose buttons and lights this page uses: all that it may, as they come and go. */
export const startHeadsets = (hid: Hid, press: (press: Press) => void): Headsets => {
  const state: Headsets['state'] = createStore<{ all: readonly Headset[]; trouble: string | null }>({ all: [], trouble: null })
  const held = new Map<HidDevice, Held>()
  let lamps = dark
  let isOver = false
  const show = (trouble: string | null = null): void => state.set({ all: [...held.values()].map(({ headset }) => headset), trouble })

  const lightOne = (device: HidDevice, one: Held): void => {
    for (const { reportId, data } of one.lamps.reports(lamps)) {
      const now = data.join()
      if (one.sent.get(reportId) === now) continue
      one.sent.set(reportId, now)
      one.sending = one.sending
        .then(() => device.sendReport(reportId, data))
        .catch(() => {
          // One that goes away says so itself; another is told again with the next change.
          one.sent.delete(reportId)
        })
    }
  }
  const light = (next: Lamps): void => {
    for (const one of held.values()) {
      if (lamps.isOffHook && !next.isOffHook) one.buttons.isOff('hook')
      if (lamps.isMuted && !next.isMuted) one.buttons.isOff('mute')
    }
    lamps = next
    for (const [device, one] of held) lightOne(device, one)
  }

  const take = async (device: HidDevice): Promise<'taken' | 'no buttons' | 'busy'> => {
    if (held.has(device)) return 'taken'
    const buttons = createButtons(device.collections)
    const [hasHook, hasMute] = [buttons.has('hook'), buttons.has('mute')]
    if (!hasHook && !hasMute) return 'no buttons'
    const hear = (event: Event): void => {
      const { reportId, data } = event as HidInput
      for (const one of buttons.read(reportId, data)) press(one)
    }
    const one: Held = {
      headset: { device, name: nameOf(device), hasHook, hasMute },
      buttons,
      lamps: createLamps(device.collections),
      hear,
      sent: new Map(),
      sending: Promise.resolve(),
    }
    held.set(device, one)
    try {
      if (!device.opened) await device.open()
    } catch {
      if (held.get(device) === one) held.delete(device)
      return 'busy'
    }
    // It was pulled out, or this page was left, while it opened.
    if (isOver || held.get(device) !== one) return 'taken'
    device.addEventListener('inputreport', hear)
    show()
    lightOne(device, one)
    return 'taken'
  }
  const leave = (device: HidDevice): Held | undefined => {
    const one = held.get(device)
    held.delete(device)
    if (one) device.removeEventListener('inputreport', one.hear)
    return one
  }
  const takeAll = async (devices: readonly HidDevice[], isChosen: boolean): Promise<void> => {
    const came = await Promise.all(devices.map(async (device) => ({ name: nameOf(device), how: await take(device) })))
    const busy = came.find(({ how }) => how === 'busy')
    if (busy) show(`${busy.name} did not open. Another program may be using it: end that and connect it again.`)
    else if (isChosen && came.length > 0 && came.every(({ how }) => how === 'no buttons'))
      show(`${came[0]?.name} has no button for calls that the browser knows.`)
  }

  const onConnect = (event: Event): void => void takeAll([(event as Event & { device: HidDevice }).device], false)
  const onDisconnect = (event: Event): void => {
    if (leave((event as Event & { device: HidDevice }).device)) show()
  }
  hid.addEventListener('connect', onConnect)
  hid.addEventListener('disconnect', onDisconnect)
  void hid
    .getDevices()
    .then((devices) => (isOver ? undefined : takeAll(devices, false)))
    .catch(() => {
      // Not allowed to ask here: whoever connects one is told.
    })

  return {
    state,
    connect: async () => {
      show()
      try {
        await takeAll(await hid.requestDevice({ filters: [{ usagePage: TELEPHONY_PAGE }] }), true)
      } catch {
        show('The browser did not let this page ask for a headset.')
      }
    },
    forget: async ({ device }) => {
      const one = leave(device)
      show()
      await one?.sending
      await (device.forget ? device.forget() : device.close()).catch(() => {
        // Gone already.
      })
    },
    light,
    stop: () => {
      isOver = true
      light(dark)
      hid.removeEventListener('connect', onConnect)
      hid.removeEventListener('disconnect', onDisconnect)
      for (const device of [...held.keys()]) {
        const one = leave(device)
        void one?.sending.then(() => device.close()).catch(() => {})
      }
    },
  }
}

/** Why there are none here: no phone, another tab has it, or this browser cannot. */
export type NoHeadsets = 'no-phone' | 'elsewhere' | 'impossible'
/** Of this page. */
export const headsets = createStore<Headsets | NoHeadsets>('no-phone')
