import { Router } from 'express'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import type { Audience } from '../../platform/live.ts'
import type { Platform } from '../../platform/room.ts'
import type { ForgetOutside } from '../erase-outside.ts'
import { type CarrierAccount, openAccount } from './account.ts'
import { createCallbacks } from './callbacks.ts'
import { createCalls } from './calls.ts'
import { type Chaos, type ChaosSettings, createChaos } from './chaos.ts'
import { createConferences } from './conferences.ts'
import { createDialling } from './dialling.ts'
import { createCarrierDoors } from './doors.ts'
import { createEdges } from './edges.ts'
import { createForget } from './forget.ts'
import { createInputs } from './inputs.ts'
import { createLines, type Line } from './lines.ts'
import { carrierAudience } from './live.ts'
import { createMessages } from './messages.ts'
import { createRecordings } from './recordings.ts'
import { createRecords, sandboxCarrierIndexes } from './records.ts'
import { createRestRouter } from './rest/router.ts'
import { createReturn, type DeskDoors, pointAtDesk } from './restore.ts'
import { createRinging } from './ringing.ts'
import { createSounds } from './sounds.ts'
import { createTextFiles } from './text-files.ts'
import { createTime } from './time.ts'
import { createInterpreter } from './twiml/interpreter.ts'
import { createSpeak } from './twiml/speak.ts'
import { createWebhooks } from './webhook.ts'

const PLACE = '/sandbox/carrier'
const DOORS: DeskDoors = {
  voice: '/webhooks/twilio/voice',
  softphone: '/webhooks/twilio/dial',
  status: '/webhooks/twilio/status',
  sms: '/webhooks/twilio/sms',
}

export interface SandboxCarrierOptions {
  platform: Pick<Platform, 'connection' | 'clock' | 'log' | 'bus' | 'files' | 'keyFor' | 'limit'>
  /** Where its own doors are reached; asked when it is needed, for it may be known late. */
  baseUrl(): string
  /** Where the desk listens, unless they share a process. */
  deskUrl?(): string
  doors?: Partial<DeskDoors>
  chaos?: Partial<ChaosSettings>
  /** How many milliseconds the carrier's second lasts: tests do not wait for rings and silences. */
  secondMs?: number
  /** How long a door may take to answer. */
  timeoutMs?: number
  maxCalls?: number
}

export interface SandboxCarrier {
  /** What the desk is configured with, as if from the carrier's console. */
  settings: CarrierAccount & { apiBase: string }
  /** Mount it at the root, behind the check of the Host. */
  router: Router
  /** For `platform/live.ts`. */
  audience: Audience<Line>
  indexes: readonly IndexSpec[]
  chaos: Chaos
  forget: ForgetOutside
  /** Once the desk listens. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Resolves when no callback is under way. */
  idle(): Promise<void>
}

/** Stands in for Twilio over Twilio's own protocols: REST, documents, signed webhooks, and phones to ring (VOICE.md, DESIGN section 8). */
export const createSandboxCarrier = ({
  platform,
  baseUrl,
  deskUrl = baseUrl,
  doors = {},
  chaos: firstChaos,
  secondMs,
  timeoutMs,
  maxCalls,
}: SandboxCarrierOptions): SandboxCarrier => {
  const { log, bus, files, keyFor, limit } = platform
  const account = openAccount(keyFor)
  const time = createTime(platform.clock, secondMs)
  const chaos = createChaos(firstChaos)
  const records = createRecords(platform.connection, log)
  const webhooks = createWebhooks({
    ...account,
    reach: () => [baseUrl(), deskUrl()],
    chaos,
    log,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  })
  const callbacks = createCallbacks({ webhooks, chaos })
  const lines = createLines({ bus, account, time })
  const calls = createCalls({ records, callbacks, lines, time, chaos })
  const edges = createEdges(lines)
  const restBase = (): string => `${baseUrl()}${PLACE}/2010-04-01/Accounts/${account.accountSid}`
  const recordings = createRecordings({ records, calls, callbacks, lines, time, files, keyFor, log, restBase, hasMedia: edges.hasMedia })
  const conferences = createConferences({ records, calls, callbacks, edges, time })
  const inputs = createInputs()
  const ringing = createRinging({ calls, lines, time })
  const interpreter = createInterpreter({
    calls,
    conferences,
    edges,
    inputs,
    lines,
    recordings,
    ringing,
    time,
    webhooks,
    log,
  })
  const sounds = createSounds({ calls, conferences, lines, time, webhooks, speaking: createSpeak({ lines, time, webhooks }) })
  const dialling = createDialling({
    account,
    records,
    calls,
    callbacks,
    ringing,
    interpreter,
    time,
    ...(maxCalls === undefined ? {} : { maxCalls }),
  })
  const textFiles = createTextFiles({ files, records, webhooks, keyFor, time })
  const messages = createMessages({ account, records, callbacks, webhooks, lines, textFiles, time, restBase })
  const forgetting = createForget({ records, calls, lines, recordings, textFiles, time, log })
  const back = createReturn({ calls, interpreter, lines, time })

  calls.onEnd((call) => edges.drop(call.sid))
  lines.onLost((line) => {
    for (const call of calls.live()) {
      if (call.lineId === line.id) calls.end(call, 'completed', 'lost connection')
      else if (call.lineId === null) ringing.decline(line, call)
    }
  })
  conferences.onStart((conference) => {
    const first = calls.get(conferences.participants(conference)[0]?.callSid ?? '')
    if (conference.recording && first)
      recordings.start(first, { source: 'Conference', conferenceSid: conference.sid, callback: conference.recording.callback })
  })
  conferences.onEnd((conference) => {
    const recording = recordings.running(conference.sid)
    if (recording) recordings.stop(recording)
  })

  const router = Router()
  router.use(PLACE, createCarrierDoors({ chaos, recordings, textFiles, limit }))
  router.use(
    PLACE,
    createRestRouter({
      account,
      records,
      calls,
      conferences,
      recordings,
      messages,
      dialling,
      interpreter,
      sounds,
      textFiles,
      place: () => `${baseUrl()}${PLACE}`,
      time,
      chaos,
      limit,
      log,
    }),
  )
  return {
    settings: {
      ...account,
      get apiBase() {
        return `${baseUrl()}${PLACE}`
      },
    },
    router,
    audience: carrierAudience({
      account,
      calls,
      dialling,
      edges,
      inputs,
      lines,
      messages,
      recordings,
      ringing,
      limit,
      returned: back.returned,
    }),
    indexes: sandboxCarrierIndexes,
    chaos,
    forget: forgetting.forget,
    start: async () => {
      await records.load()
      pointAtDesk(records, account, deskUrl(), { ...DOORS, ...doors }, time.now())
      recordings.restore()
      forgetting.restore()
      back.suspend()
    },
    stop: async () => {
      time.stop()
      await records.flush()
    },
    idle: callbacks.idle,
  }
}
