import { deskNow } from '../desk/clock.ts'
import type { SoftphonePass } from './softphone.ts'

/** How long a pass is still good, in milliseconds, whatever this computer's clock says. */
export const leftOf = ({ expiresAt }: SoftphonePass): number => Date.parse(expiresAt) - deskNow()
