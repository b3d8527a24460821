import { Router } from 'express'
import type { Channel } from '../hub/index.ts'
import { AppError } from '../platform/errors.ts'
import { rememberOutcome } from '../platform/part-health.ts'
import type { Platform, RoomParts } from '../platform/room.ts'
import type { Actor } from '../staff/index.ts'
import { answer } from './answer.ts'
import { arrive } from './arrive.ts'
import { createBoard } from './board.ts'
import { createCallAudit } from './call-audit.ts'
import { createCarry } from './carry.ts'
import { createContents } from './contents.ts'
import { createDay } from './day/read-day.ts'
import type { CallDeps, CallRooms } from './deps.ts'
import { createConsoleHours } from './flows/console-hours.ts'
import { createDrafts } from './flows/drafts.ts'
import { createHoursEditing } from './flows/edit-hours.ts'
import { createFlows } from './flows/flows.ts'
import { createPublishing } from './flows/publish-flow.ts'
import { createPublished } from './flows/published.ts'
import { createFlowReads, flowIndexes } from './flows/read-flow.ts'
import { listHours } from './flows/read-hours.ts'
import { createVersionReads } from './flows/read-versions.ts'
import { createTrials, trialIndexes } from './flows/trials.ts'
import { tryFlow } from './flows/try-flow.ts'
import { callStream } from './fold-call.ts'
import { VOICEMAIL } from './hand-in.ts'
import { createKeeper } from './keep-call.ts'
import { callTopics } from './live.ts'
import { lookUpIndexes } from './menu/ask-look-up.ts'
import { queueNamed } from './menu/flow-step.ts'
import { noCarrier } from './no-carrier.ts'
import { arrangeCallback, readCallingHours } from './outbound/arrange-callback.ts'
import { callbackIndexes } from './outbound/callback.ts'
import { createOutbound, outboundIndexes } from './outbound/outbound.ts'
import { restoreCallback } from './outbound/restore-callback.ts'
import { startCall } from './outbound/start-call.ts'
import { cancelCallback, moveCallback, takeCallback } from './outbound/take-callback.ts'
import { createTestCalls, testCallIndexes } from './outbound/test-call.ts'
import { beginConsult, endConsult, handOver, isFree, talkTogether } from './parties/consult.ts'
import { dialIn, dialIndexes } from './parties/dial-in.ts'
import { dropLeg, hangUp, holdLeg } from './parties/hold-leg.ts'
import { joinCall } from './parties/join-call.ts'
import { coachCall, listenToCall } from './parties/listen.ts'
import { softphoneAccess } from './parties/softphone.ts'
import { transferCall } from './parties/transfer-call.ts'
import { createPast } from './past.ts'
import { listCarrierNumbers } from './phone/carrier-numbers.ts'
import { createNuisance, nuisanceIndexes } from './phone/nuisance.ts'
import { createNumbers } from './phone/numbers.ts'
import { createSettings } from './phone/settings.ts'
import type { CallControl, CallIntake } from './ports.ts'
import { callReactions } from './react.ts'
import { callIndexes, createCallReads } from './read-calls.ts'
import { createReconcile } from './reconcile.ts'
import { eraseCall } from './recordings/erase-call.ts'
import { exportCall } from './recordings/export-call.ts'
import { noteConsent } from './recordings/note-consent.ts'
import { createRecordings } from './recordings/recordings.ts'
import { setRecording } from './recordings/set-recording.ts'
import { report } from './report.ts'
import { callRoutes } from './routes.ts'
import type { Rulebook } from './rules.ts'
import { createFigures } from './waiting/queue-figures.ts'
import { createSoundDoors } from './waiting/sounds.ts'
import { askHelp, noteCall, wrapUp } from './wrap-up.ts'

export { callIdOf, threadKeyOf } from './arrive.ts'
export type { CallPhase, CallState } from './call.ts'
export { type CallContents, newContents } from './contents.ts'
export type { CallRooms } from './deps.ts'
export { MUSIC_PATH } from './documents.ts'
export type { CallAuditChange, CallChange, NumberChange, PhoneChange } from './entries.ts'
export type { FlowChange } from './flows/entries.ts'
export { isOfCall } from './hand-in.ts'
export { saidInFlow } from './menu/said-in-flow.ts'
export { noCarrier } from './no-carrier.ts'
export { identityOf } from './parties/dial-in.ts'
export type { PastEntry } from './past.ts'
export type * from './ports.ts'
export { DOCUMENT_TOO_LONG } from './ports.ts'
export type { CallView, NumberView, PhoneSettings } from './wire.ts'

const RECONCILE_MS = 20_000
const RETENTION_MS = 3_600_000
const PHONE_OFF = 'off: no phone is set up'

export interface CallOptions extends CallRooms {
  control: CallControl
  /** Where the phone menus lie. */
  flowsDir: string
  /** What the phone reads of articles: article → language → words. */
  articles: CallDeps['articles']
  isSandbox: boolean
}

/** Voicemail waits like a mail, and is answered by calling back. The calls themselves are a channel of whoever carries them. */
const voicemail: Channel = {
  kind: VOICEMAIL,
  label: 'Voicemail',
  normalise: (address) => address.trim(),
  capabilities: {
    maxLength: 0,
    attachments: true,
    richText: false,
    typing: false,
    receipts: false,
    live: false,
    dedupe: 'native',
  },
  sendable: () => 'blocked',
  check: async () => [],
  start: async () => {},
  send: async () => {
    throw new AppError('calls-are-spoken', 'invalid', 'A voicemail is answered by calling back, not by writing.')
  },
}

/** The phone: calls from the first document to the last word of wrap-up. */
export const createCalls = (platform: Platform, { control, flowsDir, articles, isSandbox, ...rooms }: CallOptions) => {
  const ledger = platform.ledgers.open(callStream)
  const contents = createContents(platform)
  const numbers = createNumbers(platform, rooms.queues)
  const settings = createSettings(platform, {
    isSandbox,
    hasQueue: (id) => rooms.queues.byId(id) !== undefined,
    hasNumber: (number) => numbers.byNumber(number) !== undefined,
  })
  const audit = createCallAudit(platform)
  const outbound = createOutbound(platform, { numbers, settings, audit, customers: rooms.customers })
  const nuisance = createNuisance(platform, { numbers, audit })
  const board = createBoard(platform, ledger)
  const figures = createFigures(platform, { staff: rooms.staff, queues: rooms.queues, board })
  const published = createPublished(platform)
  const consoleHours = createConsoleHours(platform)
  const flows = createFlows(platform, {
    folder: flowsDir,
    published,
    consoleHours,
    queues: () => rooms.queues.all().map((one) => one.name),
    skills: () => {
      const asked = rooms.queues.all().flatMap((one) => [...Object.keys(one.requiredSkills), ...Object.keys(one.optionalSkills)])
      return [...new Set([...rooms.staff.skillsOfAll(), ...asked])]
    },
    articles,
  })
  const drafts = createDrafts(platform)
  const trials = createTrials(platform)
  let isPaused = false
  const lookWhetherPaused = async (): Promise<void> => {
    isPaused = (await platform.outward.pausedSince()) !== null
  }
  let begunAt = 0
  const book: Rulebook = {
    ...settings.book,
    isPaused: () => isPaused,
    begunAt: () => begunAt,
    isFree: isFree({ staff: rooms.staff, board }),
    queueOf: (call) => queueNamed({ queues: rooms.queues, numbers }, '', call),
  }
  const bare = {
    ...rooms,
    platform,
    control,
    ledger,
    contents,
    settings,
    numbers,
    audit,
    outbound,
    nuisance,
    board,
    figures,
    flows,
    trials,
    articles,
    lookWhetherPaused,
  }
  const keeper = createKeeper({ platform, ledger, book, carry: createCarry(bare) })
  const deps: CallDeps = { ...bare, keeper }
  const reads = createCallReads(deps)
  const flowFace = {
    ...createFlowReads({ ...deps, published }),
    ...createVersionReads({ flows, published, drafts }),
    ...createPublishing({ flows, published, drafts, queues: rooms.queues }),
    tryFlow: tryFlow({ flows, numbers, trials }),
    ...createHoursEditing({ flows, consoleHours }),
    listHours: listHours({ flows, consoleHours, platform }),
  }
  const recordings = createRecordings(deps)
  const carrier = rememberOutcome({
    ...(control.kind === noCarrier.kind ? { unasked: PHONE_OFF, ok: PHONE_OFF } : { unasked: 'not asked yet', ok: 'answers' }),
    fault: 'does not answer: calls that run go on, new ones may not come through; it is asked again every 20 s',
  })
  const tests = createTestCalls(deps)
  const compare = createReconcile(deps, carrier)
  const reconcile = async (): Promise<void> => {
    await tests.sweep()
    await compare()
  }
  rooms.hub.onErase(eraseCall(deps, recordings))
  rooms.hub.onOpen(recordings.opened)

  const refresh = async (): Promise<void> => {
    await Promise.all([settings.load(), numbers.refresh(), flows.refresh()])
  }
  const [answerCall, reportCall] = [answer(deps), report(deps)]
  const intake: CallIntake = {
    arrived: arrive(deps),
    answered: (step, input) => (tests.isOne(step.callId) ? tests.answered(step, input) : answerCall(step, input)),
    dialledIn: dialIn(deps, tests),
    reported: (told) => (tests.isOne(told.callId) ? tests.reported(told) : reportCall(told)),
  }
  const face = {
    getCall: reads.getCall,
    listCalls: reads.listCalls,
    listCallbacks: reads.listCallbacks,
    readDay: createDay(deps).readDay,
    callsOfInteractions: reads.callsOfInteractions,
    view: reads.view,
    ...flowFace,
    softphoneAccess: softphoneAccess(deps),
    startTestCall: tests.start,
    readTestCall: tests.read,
    startCall: startCall(deps),
    joinCall: joinCall(deps),
    holdLeg: holdLeg(deps),
    dropLeg: dropLeg(deps),
    hangUp: hangUp(deps),
    setRecording: setRecording(deps),
    noteConsent: noteConsent(deps),
    transferCall: transferCall(deps),
    beginConsult: beginConsult(deps),
    talkTogether: talkTogether(deps),
    endConsult: endConsult(deps),
    handOver: handOver(deps),
    noteCall: noteCall(deps),
    askHelp: askHelp(deps),
    wrapUp: wrapUp(deps),
    listenToCall: listenToCall(deps),
    coachCall: coachCall(deps),
    arrangeCallback: arrangeCallback(deps),
    moveCallback: moveCallback(deps),
    readCallingHours: readCallingHours(deps),
    takeCallback: takeCallback(deps),
    cancelCallback: cancelCallback(deps),
    restoreCallback: restoreCallback(deps),
    recordingLink: recordings.link,
    exportCall: exportCall(deps, { reads, recordings }),
    eraseRecordings: recordings.erase,
    numbers,
    listCarrierNumbers: listCarrierNumbers(deps),
    settings,
    outbound,
    nuisance,
    flows,
    /** Calls of long ago, told before reactions listen; unguarded. */
    past: createPast(deps),
    /** The live calls, from memory. For rooms, unguarded. */
    board,
    /** Whether the carrier answered when it was last compared with. */
    carrierHealth: carrier.health,
    /** Compares with the carrier now; the job calls it, and tests. */
    reconcile,
    /** Removes recordings whose time is over; the job calls it, and tests. */
    sweepRecordings: recordings.sweep,
    /** Takes in what other processes changed of numbers, rules and menus; the job calls it, and tests. */
    refresh,
  }
  const parts: RoomParts<Actor> = {
    routes: callRoutes(face),
    topics: callTopics(deps, reads),
    reactions: callReactions(deps),
    indexes: [
      ...callIndexes,
      ...flowIndexes,
      ...trialIndexes,
      ...callbackIndexes,
      ...dialIndexes,
      ...testCallIndexes,
      ...outboundIndexes,
      ...nuisanceIndexes,
      ...lookUpIndexes,
      { collection: 'calls', key: { 'legs.carrierId': 1 } },
    ],
    start: async () => {
      begunAt = platform.clock.now()
      await lookWhetherPaused()
      await Promise.all([settings.load(), numbers.load(), flows.load(), board.refresh()])
      platform.jobs.repeat('calls/reconcile', RECONCILE_MS, reconcile)
      platform.followOthers('calls/refresh', refresh)
      platform.jobs.repeat('calls/retention', RETENTION_MS, recordings.sweep)
    },
    // Whatever was cut off goes on: alarms, what was to be asked of the carrier, and lines that ended meanwhile.
    opened: () => {
      void reconcile().catch((error: unknown) =>
        platform.log.warn({ err: error }, 'the first look at the carrier failed and will be repeated'),
      )
    },
  }
  return {
    ...face,
    intake,
    /** To be added to the hub. */
    channel: voicemail,
    /** Sounds and recordings, outside the API. */
    router: Router().use(createSoundDoors(deps), tests.router, recordings.router),
    parts,
  }
}
export type Calls = ReturnType<typeof createCalls>
