import type { Router } from 'express'
import type { CallControl, CallIntake } from '../../calls/index.ts'
import type { Channel, Intake } from '../../hub/index.ts'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import type { Platform } from '../../platform/room.ts'
import { createAddresses } from './addresses.ts'
import { createAnswerInTime } from './calls/answer-in-time.ts'
import { createCallControl } from './calls/call-control.ts'
import { createSoftphoneLegs, softphoneLegIndexes } from './calls/softphone-legs.ts'
import { createSoftphoneToken } from './calls/softphone-token.ts'
import { createToTwiml } from './calls/to-twiml.ts'
import { createVoiceChannel } from './calls/voice-channel.ts'
import { checkTwilio } from './check/check-twilio.ts'
import { createFetchMedia } from './fetch-media.ts'
import { createOptOuts } from './messages/opt-outs.ts'
import { createSmsChannel, type Verdict } from './messages/sms-channel.ts'
import { createTextDoors } from './messages/text-doors.ts'
import { createTextFiles } from './messages/text-files.ts'
import { openRest, type Rest } from './rest.ts'
import type { TwilioSettings } from './settings.ts'
import { createSignatureCheck } from './signature.ts'
import { createStepTokens } from './step-token.ts'
import { createWebhooks } from './webhooks.ts'

export { DOORS as TWILIO_DOORS } from './addresses.ts'
export { type CheckOptions, checkTwilio } from './check/check-twilio.ts'
export { noPhone } from './no-phone.ts'
export { TWILIO_PAGES_REACH } from './pages-reach.ts'
export type { TwilioSettings } from './settings.ts'

export interface TwilioOptions {
  platform: Pick<Platform, 'clock' | 'connection' | 'files' | 'keyFor' | 'limit' | 'log' | 'publicUrl'>
  settings: TwilioSettings
  /** The stand-in's softphone, where the SDK's cannot connect; it dials where its page comes from. */
  softphoneKind?: string
  /** Whether a number may be reached at all: the one gate of what goes out (SECURITY P1). */
  verdictOn: (to: string, by: string) => Promise<Verdict>
  /** How long a caller waits for a document that is not ready. */
  patienceMs?: number
}

export interface TwilioCarrier {
  control: CallControl
  /** Phone and text messages. */
  channels: readonly Channel[]
  /** The doors, to be mounted at TWILIO_DOORS. */
  router: Router
  indexes: readonly IndexSpec[]
  /** Hands over whoever takes the calls. Until then callers are asked to hold on. */
  connect(calls: CallIntake): void
}

/** One account at Twilio (or a stand-in): calls out and in, softphones, text messages. The SDK is loaded here and not before. */
export const createTwilio = async ({ platform, settings, softphoneKind, verdictOn, patienceMs }: TwilioOptions): Promise<TwilioCarrier> => {
  const { sdk } = await import('./sdk.ts')
  const tokens = createStepTokens(platform.keyFor('twilio-step'))
  const addresses = createAddresses({ publicUrl: platform.publicUrl, tokens })
  const toTwiml = createToTwiml(sdk, addresses)
  const fetchMedia = createFetchMedia(settings)
  const textFiles = createTextFiles(platform, addresses)
  const optOuts = createOptOuts(platform.connection, platform.keyFor('sms-opt-out'))
  let opened: Promise<Rest> | undefined
  const rest = (): Promise<Rest> => {
    opened ??= openRest(settings)
    return opened
  }
  let connect: (given: CallIntake) => void = () => {}
  const calls = new Promise<CallIntake>((resolve) => {
    connect = resolve
  })
  let take: (given: Intake) => void = () => {}
  const intake = new Promise<Intake>((resolve) => {
    take = resolve
  })

  let fallback: Promise<string | undefined> | undefined
  const fallbackUrl = (): Promise<string | undefined> => {
    fallback ??= rest()
      .then((client) => client.applications(settings.appSid).fetch())
      .then(({ voiceFallbackUrl }) => voiceFallbackUrl || undefined)
      .catch((error: unknown) => {
        platform.log.warn({ err: error }, 'the TwiML App could not be read, so calls that go out have no fallback')
        return undefined
      })
    return fallback
  }
  const control = createCallControl({
    rest,
    toTwiml,
    addresses,
    fetchMedia,
    softphoneToken: createSoftphoneToken(sdk, settings, { now: () => platform.clock.now(), kind: softphoneKind }),
    fallbackUrl,
  })
  const check = () => checkTwilio({ settings, publicUrl: platform.publicUrl() })
  const sms = createSmsChannel({
    platform,
    rest,
    addresses,
    optOuts,
    textFiles,
    verdictOn,
    connect: (given) => take(given),
    check,
  })
  const router = createWebhooks({
    platform,
    check: createSignatureCheck(sdk, settings, platform.publicUrl),
    tokens,
    answerInTime: createAnswerInTime({ sdk, toTwiml, addresses, log: platform.log, patienceMs }),
    legs: createSoftphoneLegs(platform.connection),
    texts: createTextDoors({ platform, optOuts, fetchMedia, intake: () => intake }),
    files: textFiles,
    calls: () => calls,
  })
  return {
    control,
    channels: [createVoiceChannel(check), sms],
    router,
    indexes: softphoneLegIndexes,
    connect,
  }
}
