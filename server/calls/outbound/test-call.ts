import { type Request, type Response, Router } from 'express'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import { door } from '../../platform/door.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import { keyedId, newId } from '../../platform/ids.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { CallDeps } from '../deps.ts'
import { hangUpDocument } from '../documents.ts'
import { giveDialId, identityOf } from '../parties/dial-in.ts'
import { isOver } from '../parties/leg.ts'
import type { CallDocument, CallReport, StepInput, StepRef, Utterance } from '../ports.ts'
import type { TestCall, TestCallStage } from '../wire.ts'

/** From the dial on: nobody is kept, and no line is paid for, longer than this. */
const LONGEST_MS = 30_000
const RECORD_SECONDS = 5
/** Asked for once a second while the carrier still writes it. */
const LAST_LOOK = 12
/** The step after what was recorded was played. */
const PLAYED = 100
const KEPT_SECONDS = 3_600
const PREFIX = 'test_'
const LEG = 'l1'
const DOOR = '/sounds/test-calls/'

interface Stored {
  _id: string
  identity: string
  carrierId: string | null
  /** The name by which the carrier fetches what was recorded. */
  sound: string
  stage: TestCallStage
  recordingId: string | null
  isOver: boolean
  isErased: boolean
  endBy: Date
  /** Set once nothing of it is left at the carrier. */
  expiresAt?: Date
}

export const testCallIndexes: IndexSpec[] = [
  { collection: 'test_calls', key: { sound: 1 } },
  { collection: 'test_calls', key: { isErased: 1, endBy: 1 } },
  { collection: 'test_calls', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
]

const say = (text: string): Utterance => ({ do: 'say', text, language: 'en-US' })
const greeting = say('This is a test call. Say something after the tone; you will hear it back.')
const goodbye: CallDocument = [say('That was your test call. Goodbye.'), { do: 'hang-up' }]
const unheard: CallDocument = [say('Nothing was recorded. Look at your microphone. Goodbye.'), { do: 'hang-up' }]
const unplayed: CallDocument = [say('Your recording could not be played. Please try again later. Goodbye.'), { do: 'hang-up' }]

const overs: ReadonlySet<string> = new Set(['completed', 'busy', 'no-answer', 'failed', 'cancelled'])

/**
 * Calls of an agent with nobody: a few seconds are recorded, played back and deleted, so that microphone, network and carrier are tried together.
 * They are no calls of the desk: no stream, no case, no figure, and the agent's presence stays as it is.
 */
export const createTestCalls = ({ platform, control, board }: Pick<CallDeps, 'platform' | 'control' | 'board'>) => {
  const tests = platform.connection.collection<Stored>('test_calls')
  const soundKey = platform.keyFor('test-call-sound')
  const now = (): number => platform.clock.now()

  /** What the carrier does not do now is tried again by the sweep; so below. */
  const erase = async ({ _id, recordingId }: Stored): Promise<void> => {
    try {
      if (recordingId !== null) await control.deleteRecording(recordingId)
      await tests.updateOne({ _id }, { $set: { isErased: true, expiresAt: new Date(now() + KEPT_SECONDS * 1000) } })
    } catch (error) {
      platform.log.warn({ err: error, testCall: _id }, 'the recording of a test call could not be deleted yet')
    }
  }
  const end = async (id: string, stage: TestCallStage): Promise<void> => {
    await tests.updateOne({ _id: id, isOver: false }, { $set: { isOver: true, stage } })
    const test = await tests.findOne({ _id: id })
    if (test) await erase(test)
  }
  const hangUp = async ({ _id, carrierId }: Stored): Promise<void> => {
    try {
      if (carrierId !== null) await control.hangUp(carrierId)
      await end(_id, 'failed')
    } catch (error) {
      platform.log.warn({ err: error, testCall: _id }, 'a test call could not be ended yet')
    }
  }
  /** Told by the document's answer or by the recording's own callback, whichever comes first; null when there is no such test. */
  const learnRecording = (id: string, recordingId: string): Promise<Stored | null> =>
    tests.findOneAndUpdate({ _id: id }, { $set: { recordingId, isErased: false }, $unset: { expiresAt: '' } }, { returnDocument: 'after' })

  const playBack = async (test: Stored, recordingId: string, step: StepRef): Promise<CallDocument> => {
    if (await control.fetchRecording(recordingId))
      return [
        { do: 'play', url: `${platform.publicUrl()}${DOOR}${test.sound}`, times: 1 },
        { do: 'go-on', step: { ...step, step: PLAYED } },
      ]
    if (step.step < LAST_LOOK)
      return [
        { do: 'pause', seconds: 1 },
        { do: 'go-on', step: { ...step, step: step.step + 1 } },
      ]
    await end(test._id, 'failed')
    return unplayed
  }

  const router = Router()
  // Nobody but the carrier was told the name, and it is good only while the test goes on.
  router.get(`${DOOR}:sound`, door(platform.limit, 'sound'), (request: Request<{ sound: string }>, response: Response, next) => {
    const run = async (): Promise<void> => {
      const test = await tests.findOne({ sound: request.params.sound, isOver: false })
      const found = test?.recordingId ? await control.fetchRecording(test.recordingId) : null
      if (!found || !/^audio\/(wav|mpeg)$/.test(found.type)) throw notFound('sound')
      response.set({ 'Content-Type': found.type, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
      response.send(Buffer.from(found.bytes))
    }
    run().catch(next)
  })

  platform.jobs.process<{ id: string }>('calls-end-test', async ({ id }) => {
    const test = await tests.findOne({ _id: id, isOver: false })
    if (test) await hangUp(test)
  })

  return {
    router,
    isOne: (callId: string): boolean => callId.startsWith(PREFIX),
    /** The dial of one test call, for the actor's own softphone. Throws forbidden, conflict (in a call). */
    start: async (actor: Actor): Promise<{ testCallId: string; dialId: string }> => {
      allow(actor, 'call.answer')
      if (board.all().some(({ legs }) => legs.some((leg) => leg.agentId === actor.id && !leg.isGone && !isOver(leg))))
        throw new AppError('call-in-progress', 'conflict', 'You are in a call. Test when it is over.')
      const id = `${PREFIX}${newId()}`
      await tests.insertOne({
        _id: id,
        identity: identityOf(actor.id),
        carrierId: null,
        sound: keyedId(soundKey, id),
        stage: 'dialling',
        recordingId: null,
        isOver: false,
        isErased: false,
        endBy: new Date(now() + LONGEST_MS),
      })
      await platform.jobs.add('calls-end-test', { id }, { id, delayMs: LONGEST_MS })
      return { testCallId: id, dialId: await giveDialId({ platform }, { callId: id, legId: LEG, userId: actor.id }) }
    },
    /** How far one's own test call is. Throws forbidden, not-found. */
    read: async (actor: Actor, id: string): Promise<TestCall> => {
      allow(actor, 'call.answer')
      const test = await tests.findOne({ _id: id, identity: identityOf(actor.id) })
      if (!test) throw notFound('test call')
      return { id, stage: test.stage }
    },
    /** The softphone is there; null when the time for it is over. */
    dialledIn: async (id: string, carrierId: string): Promise<CallDocument | null> => {
      const test = await tests.findOneAndUpdate({ _id: id, isOver: false }, { $set: { carrierId } }, { returnDocument: 'after' })
      if (!test) return null
      await tests.updateOne({ _id: id, stage: 'dialling' }, { $set: { stage: 'speak' } })
      const step = { callId: id, legId: LEG, step: 1 }
      return [greeting, { do: 'record', maxSeconds: RECORD_SECONDS, finishOnKey: '#', step }]
    },
    /** The same answer to the same question, as long as the test goes on; afterwards the line ends. */
    answered: async (step: StepRef, input: StepInput): Promise<CallDocument> => {
      const id = step.callId
      const test = input.type === 'recorded' ? await learnRecording(id, input.recordingId) : await tests.findOne({ _id: id })
      if (!test) return hangUpDocument
      if (test.isOver) {
        if (!test.isErased) await erase(test)
        if (test.stage === 'silent') return unheard
        return test.stage === 'done' ? goodbye : hangUpDocument
      }
      if (step.step === PLAYED) {
        await end(id, 'done')
        return goodbye
      }
      if (test.recordingId === null) {
        await end(id, 'silent')
        return unheard
      }
      await tests.updateOne({ _id: id, stage: 'speak' }, { $set: { stage: 'listen' } })
      return playBack(test, test.recordingId, step)
    },
    reported: async (report: CallReport): Promise<void> => {
      if (report.type === 'leg' && overs.has(report.state)) await end(report.callId, 'failed')
      if (report.type !== 'recording' || report.state !== 'ready') return
      const test = await learnRecording(report.callId, report.recordingId)
      if (test?.isOver) await erase(test)
    },
    /** Ends what should be over, and deletes what the carrier would not delete before. */
    sweep: async (): Promise<void> => {
      const due = await tests.find({ isErased: false, endBy: { $lte: new Date(now()) } }).toArray()
      for (const test of due) await (test.isOver ? erase(test) : hangUp(test))
    },
  }
}
export type TestCalls = ReturnType<typeof createTestCalls>
