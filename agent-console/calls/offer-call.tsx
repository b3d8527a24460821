import { IconBook2, IconHourglass, IconMicrophone } from '@tabler/icons-react'
import type { CallView } from '../../server/calls/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Bars } from '../signs/trust-bars.tsx'
import { clockTime } from '../words/time.ts'
import { arrangedWords, confidenceWords } from './call-words.ts'

/** How sure it is who calls, for the head of an offer. */
export const CallConfidence = ({ call }: { call: CallView }) => {
  const { bars, word, why } = confidenceWords[call.party.confidence]
  return (
    <p className="conf">
      <Bars filled={bars} />
      <b>{word}</b>
      <span className="mut">{why}</span>
    </p>
  )
}

/** What the caller chose and said on the way here; secrets are never among it. */
export const CallSteps = ({ call }: { call: CallView }) => {
  const chosen = call.path.filter(({ keys, said, article }) => keys || said || article)
  const { estimate } = call
  const { byId } = useStaff()
  const now = useNow()
  if (call.callback?.arranged)
    return (
      <section>
        <h2>The call</h2>
        <p>{arrangedWords(call, (id) => byId.get(id)?.name ?? 'a colleague', now)}</p>
        {call.callback.arranged.note ? <blockquote className="said">{call.callback.arranged.note}</blockquote> : null}
      </section>
    )
  const told =
    estimate &&
    (estimate.fromMinutes === null || estimate.toMinutes === null
      ? `Told: place ${estimate.position} in the queue`
      : estimate.fromMinutes === estimate.toMinutes
        ? `Told about ${estimate.toMinutes} min`
        : `Told ${estimate.fromMinutes} to ${estimate.toMinutes} min`)
  return (
    <section>
      <h2>{call.direction === 'in' ? 'On the phone menu' : 'The call'}</h2>
      {chosen.length === 0 && !told ? <p className="mut">Nothing chosen: straight to the queue.</p> : null}
      <ol className="steps">
        {chosen.map((one) => (
          <li key={`${one.at} ${one.step}`}>
            <span className="st-l">
              {one.keys ? (
                <span className="keys">
                  {[...one.keys].map((key, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a key is its place
                    <kbd key={at}>{key}</kbd>
                  ))}
                </span>
              ) : one.article ? (
                <IconBook2 size={14} stroke={1.75} aria-hidden />
              ) : (
                <IconMicrophone size={14} stroke={1.75} aria-hidden />
              )}
            </span>
            <span>{one.said ? <q>{one.said}</q> : one.article ? 'Heard an article' : one.says}</span>
            <time dateTime={one.at}>{clockTime(new Date(one.at))}</time>
          </li>
        ))}
        {told ? (
          <li>
            <span className="st-l">
              <IconHourglass size={14} stroke={1.75} aria-hidden />
            </span>
            <span>{told}</span>
          </li>
        ) : null}
      </ol>
    </section>
  )
}
