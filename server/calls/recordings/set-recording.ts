import { AppError } from '../../platform/errors.ts'
import type { Actor } from '../../staff/index.ts'
import { type CallCommand, changeCall, needMineOrManaged } from '../access.ts'
import { wantsRecording } from '../acts.ts'
import type { CallState } from '../call.ts'
import type { CallDeps } from '../deps.ts'
import { PAUSE_MS } from '../rules.ts'
import { latestOf } from './recording.ts'

/**
 * Starts, pauses, resumes or stops the recording of the customer's line. A pause ends by itself after two minutes. What the carrier did not do is
 * said loudly (SECURITY P7): whoever then asks for a card number knows. Throws forbidden, not-found, conflict (no consent), unavailable.
 */
export const setRecording =
  (deps: CallDeps) =>
  async (actor: Actor, { act, ...command }: CallCommand & { act: 'start' | 'pause' | 'resume' | 'stop' }): Promise<CallState> => {
    const after = await changeCall(deps, actor, command, { verb: 'recording', may: 'call.answer' }, (now) => {
      needMineOrManaged(now, actor)
      if ((act === 'start' || act === 'resume') && !now.hasConsent)
        throw new AppError('no-consent', 'conflict', 'The caller has not agreed to be recorded.')
      if (act === 'pause') return { type: 'call.recording-asked', act, until: new Date(deps.platform.clock.now() + PAUSE_MS).toISOString() }
      return { type: 'call.recording-asked', act }
    })
    const there = latestOf(after, 'call')?.there ?? 'stopped'
    if (wantsRecording(after) !== 'on' && there === 'on')
      throw new AppError('still-recording', 'unavailable', 'The recording could not be paused: it is still running.')
    return after
  }
