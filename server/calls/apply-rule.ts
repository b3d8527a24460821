import type { CallState } from './call.ts'
import { type CallContents, type GivenStep, stepKey } from './contents.ts'
import type { CallDeps } from './deps.ts'
import { hangUpDocument } from './documents.ts'
import type { CallChange } from './entries.ts'
import { askCallback } from './outbound/callback.ts'
import type { StepInput, StepRef, Utterance } from './ports.ts'
import { ruleWords } from './rule-words.ts'
import { noticeUtterances, type RuleVerdict, ruleFor } from './waiting/queue-rules.ts'

export interface Ruled {
  given: GivenStep
  fields: Record<string, unknown>
}

type Instead = Extract<RuleVerdict, { do: 'instead' }>

/** The locales of the menu the caller is in; empty for who is in none. */
export const localesOf = ({ flows }: Pick<CallDeps, 'flows'>, flow: string): Record<string, string> =>
  flows.current()?.flows[flow]?.languages ?? {}

/** What the rules of a queue say of a caller who waits there, or would. `isFirst`: they come to wait just now. */
export const ruleOfQueue = async (
  { queues, figures, platform }: Pick<CallDeps, 'queues' | 'figures' | 'platform'>,
  call: CallState,
  { queueId, isFirst }: { queueId: string; isFirst: boolean },
): Promise<RuleVerdict> => {
  const queue = queues.byId(queueId)
  if (!queue) return { do: 'wait', says: null }
  const waitedMs = call.queuedAt ? platform.clock.now() - call.queuedAt.getTime() : 0
  return ruleFor(queue, { isFirst, waitedMs, signedIn: await figures.signedIn(queueId) })
}

/** In the language the caller is spoken to in. */
export const sayNotice = (
  { settings, flows }: Pick<CallDeps, 'settings' | 'flows'>,
  call: CallState,
  notice: Parameters<typeof noticeUtterances>[0],
  spoken: string | null,
): Utterance[] => noticeUtterances(notice, settings.now().noticeTexts, { locales: localesOf({ flows }, call.terms.flow), spoken })

const sayTo = (text: string, locale: string): Utterance => ({ do: 'say', text, language: locale })
const turnedAway = (why: Instead['why']): CallChange => ({ type: 'call.turned-away', why })

const recordStep = (contents: CallContents, step: StepRef, queue: string, said: Utterance[], changes: CallChange[]): Ruled => {
  const { locale, leaveMessage } = ruleWords(contents.language)
  const record = { do: 'record', maxSeconds: 180, finishOnKey: '#', step } as const
  return {
    given: { document: [...said, sayTo(leaveMessage, locale), record, { do: 'go-on', step }], place: 'flow', changes },
    fields: { ruled: { at: stepKey(step.legId, step.step), what: 'voicemail' }, voicemailQueue: queue, isSecret: false },
  }
}

/** The document of a caller who shall not wait: told so, or asked for a message, or offered a callback. */
export const insteadStep = (
  deps: Pick<CallDeps, 'queues' | 'settings' | 'flows'>,
  call: CallState,
  contents: CallContents,
  { verdict, queueId, step, changes }: { verdict: Instead; queueId: string; step: StepRef; changes: CallChange[] },
): Ruled => {
  const { locale, nobody, later, offerCallback } = ruleWords(contents.language)
  const queue = deps.queues.byId(queueId)?.name ?? ''
  if (verdict.what === 'voicemail') return recordStep(contents, step, queue, [sayTo(nobody, locale)], changes)
  if (verdict.what === 'callback' && call.confidence !== 'withheld')
    return {
      given: {
        document: [
          {
            do: 'gather',
            utterances: [sayTo(nobody, locale), sayTo(offerCallback([...contents.party.address.replace(/\D/g, '')].join(' ')), locale)],
            input: ['digits'],
            digits: 1,
            finishOnKey: '',
            timeoutSeconds: 6,
            language: locale,
            hints: [],
            step,
          },
          { do: 'go-on', step },
        ],
        place: 'flow',
        changes,
      },
      fields: { ruled: { at: stepKey(step.legId, step.step), what: 'callback' }, voicemailQueue: queue, isSecret: false },
    }
  // Who shows no number cannot be called: they may at least speak.
  if (verdict.what === 'callback') return recordStep(contents, step, queue, [sayTo(nobody, locale)], changes)
  const said = verdict.notice ? sayNotice(deps, call, verdict.notice, contents.language) : [sayTo(nobody, locale), sayTo(later, locale)]
  return {
    given: { document: [...said, { do: 'hang-up' }], place: 'flow', changes: [...changes, turnedAway(verdict.why)] },
    fields: { ruled: null },
  }
}

/** The answer to a document that a rule gave. */
export const ruledAnswer = async (
  deps: CallDeps,
  call: CallState,
  contents: CallContents,
  input: StepInput,
  next: StepRef,
): Promise<Ruled> => {
  const { locale, thanks, noted, already, noCallback, later } = ruleWords(contents.language)
  const queue = contents.voicemailQueue
  const queueId = deps.queues.all().find((one) => one.name === queue)?.id ?? call.queueId ?? deps.queues.queueFor(call.ourNumber).id
  const end = (text: string, changes: CallChange[]): Ruled => ({
    given: { document: [sayTo(text, locale), ...hangUpDocument], place: 'flow', changes },
    fields: { ruled: null },
  })
  if (contents.ruled?.what === 'voicemail') {
    if (input.type !== 'recorded' || input.recordingId === '' || input.seconds < 1) return end(later, [turnedAway('too-long')])
    const { recordingId, seconds } = input
    return end(thanks, [{ type: 'call.voicemail-left', ask: call.asks + 1, queueId, recordingId, seconds }])
  }
  if (input.type !== 'digits' || input.digits !== '1') return recordStep(contents, next, queue, [], [])
  const asked = await askCallback(deps, call, contents, queueId)
  if ('reason' in asked) return recordStep(contents, next, queue, [sayTo(noCallback, locale)], [])
  return end(asked.isKnown ? already : noted, asked.changes)
}

/** Whether the document that was answered now was one that a rule gave. */
export const isRuled = ({ ruled }: CallContents, next: StepRef): boolean => ruled?.at === stepKey(next.legId, next.step - 1)
