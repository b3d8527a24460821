/** The part of WebHID (WICG, `HIDReportItem`) that is used here. Usages are the page in the upper 16 bits and the usage in the lower. */
export interface HidItem {
  isAbsolute: boolean
  isArray: boolean
  isConstant: boolean
  isRange: boolean
  usages?: readonly number[]
  usageMinimum?: number
  usageMaximum?: number
  /** In bits, each of `reportCount` fields. */
  reportSize: number
  reportCount: number
  logicalMinimum: number
}

export interface HidReport {
  reportId: number
  items: readonly HidItem[]
}

/** A top-level collection's reports hold the items of all its children as well, in the order they are sent. */
export interface HidCollection {
  usagePage: number
  inputReports: readonly HidReport[]
  outputReports: readonly HidReport[]
}

/** `data` lacks the id, as `sendReport` expects it. */
export type HidInput = Event & { reportId: number; data: DataView }

export interface HidDevice extends EventTarget {
  productName: string
  opened: boolean
  collections: readonly HidCollection[]
  open(): Promise<void>
  close(): Promise<void>
  /** Takes the browser's permission back. Newer than the rest. */
  forget?(): Promise<void>
  sendReport(reportId: number, data: Uint8Array<ArrayBuffer>): Promise<void>
}

export interface Hid extends EventTarget {
  getDevices(): Promise<HidDevice[]>
  requestDevice(options: { filters: { usagePage: number }[] }): Promise<HidDevice[]>
}

/** Undefined where the browser has none: all but Chromium's, and any on a page that did not come over https. */
export const hidOf = (browser: object): Hid | undefined => (browser as { hid?: Hid }).hid
