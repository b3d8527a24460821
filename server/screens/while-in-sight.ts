import { type CaseState, seesCase } from '../cases/index.ts'
import type { LiveTopic, TopicRows } from '../platform/live.ts'
import { seenAnew } from '../queues/index.ts'
import { type Actor, system } from '../staff/index.ts'
import type { ScreenDeps } from './deps.ts'

type Fact = NonNullable<LiveTopic['facts']>[string]
const desk = system('screens')
const everything = (_id: string): boolean => true

/**
 * A topic whose ids are cases, for those alone who may see the case's queue at each change: a case that was transferred, or whose queue was restricted,
 * is left by everybody else before anything more of it is said (SECURITY A1).
 */
export const whileInSight = ({ cases, queues }: ScreenDeps, topic: LiveTopic<Actor>): LiveTopic<Actor> => {
  const { changes, facts = {} } = topic
  /** Whether a case merged into this one is seen by fewer people. */
  const holdsHidden = async (state: CaseState): Promise<boolean> => {
    if (state.absorbed.length === 0) return false
    const others = (await cases.getStates(desk, await cases.absorbedOf(state))).filter((one) => one.queueId !== state.queueId)
    return others.some((one) => queues.byId(one.queueId)?.restrictedTo.length !== 0)
  }
  const withQueues = async (told: readonly TopicRows[], isWatched = everything): Promise<TopicRows[]> =>
    Promise.all(
      told
        .filter(({ id }) => isWatched(id))
        .map(async (one) => {
          const state = await cases.intake.load(one.id)
          await queues.learn([state.queueId])
          // The same rows go to all: where not all may see the same, each fetches with their own eyes.
          return { ...((await holdsHidden(state)) ? { ...one, rows: [], again: true } : one), of: state.queueId }
        }),
    )
  const stayingFor =
    (present: Fact): Fact =>
    async (data, isWatched, here) =>
      withQueues(await present(data, isWatched, here), isWatched)
  return {
    ...topic,
    staysFor: (actor, queueId) => typeof queueId === 'string' && seesCase(actor, { queueId }, queues),
    changes: async (entry, state, isWatched, watched) => withQueues((await changes?.(entry, state, isWatched, watched)) ?? [], isWatched),
    // Where a queue is another, each is asked whether they stay.
    facts: Object.fromEntries(Object.entries({ ...facts, ...seenAnew }).map(([name, present]) => [name, stayingFor(present)])),
  }
}
