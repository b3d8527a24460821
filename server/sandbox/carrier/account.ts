import { createHmac, randomBytes } from 'node:crypto'
import type { KeyFor } from '../../platform/keys.ts'

/** What a customer of the carrier would copy from its console. */
export interface CarrierAccount {
  accountSid: string
  authToken: string
  apiKeySid: string
  apiKeySecret: string
  /** The application that softphones dial. */
  appSid: string
  numbers: readonly CarrierNumber[]
}

export interface CarrierNumber {
  sid: string
  /** E.164. */
  number: string
  label: string
}

const NUMBERS = [{ number: '+12025550100', label: 'Larkfield Cycles' }]

/** A new id as the carrier forms them: two letters and 32 hexadecimal digits. */
export const newSid = (prefix: 'CA' | 'CF' | 'RE' | 'SM' | 'MM' | 'ME' | 'PR'): string => prefix + randomBytes(16).toString('hex')

/** The account of a data folder: drawn from its secret, so random, and the same at each start. */
export const openAccount = (keyFor: KeyFor): CarrierAccount => {
  const key = keyFor('sandbox-carrier')
  const draw = (what: string): string => createHmac('sha256', key).update(what).digest('hex').slice(0, 32)
  return {
    accountSid: `AC${draw('account')}`,
    authToken: draw('token'),
    apiKeySid: `SK${draw('key')}`,
    apiKeySecret: draw('secret'),
    appSid: `AP${draw('application')}`,
    numbers: NUMBERS.map((one) => ({ ...one, sid: `PN${draw(one.number)}` })),
  }
}
