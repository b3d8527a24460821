import type { CallView, LegView } from '../../server/calls/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { Avatar } from '../signs/avatar.tsx'
import { firstName } from '../words/names.ts'
import { callActs } from './call-acts.ts'
import { clock, customerOf, heirsOf, holdWords, legName, othersOf, partyFirstName } from './call-words.ts'

/** Who hears whom: solid is sound, dotted is none. */
const Patch = ({ isLeftOn, isRightOn }: { isLeftOn: boolean; isRightOn: boolean }) => (
  <svg className="patch" width="62" height="22" viewBox="0 0 62 22" aria-hidden>
    <circle cx="4" cy="11" r="3" />
    <circle cx="58" cy="11" r="3" />
    <path className={isLeftOn ? 'on' : 'off'} d="M8 11H24" />
    <path className={isRightOn ? 'on' : 'off'} d="M38 11H54" />
    <rect x="24" y="4" width="14" height="14" rx="4" />
  </svg>
)

const Party = ({ leg, says, of }: { leg: LegView; says: string; of: 'customer' | 'colleague' }) => (
  <span className={`party${leg.isHeld ? ' is-held' : ''}`}>
    <Avatar name={legName(leg)} of={of} size={26} />
    <span>
      <b>{legName(leg)}</b>
      <em>{says}</em>
    </span>
  </span>
)

/** The second line of the plate: everyone besides me, and what can be done with each. */
export const PartiesLine = ({ call }: { call: CallView }) => {
  const now = useNow(1000)
  const customer = customerOf(call)
  const others = othersOf(call)
  const consulted = others.find((one) => one.id === call.consult?.legId)
  const since = (leg: LegView): string => clock(now - Date.parse(leg.heldSince ?? leg.since))
  if (!customer) return null
  const name = partyFirstName(call)
  const isConsulting = consulted !== undefined && call.consult?.isPrivate === true
  const heirs = call.consult || call.isInternal ? [] : heirsOf(call)
  return (
    <div className="bar-2">
      <Party leg={customer} of="customer" says={holdWords(customer, since(customer)) ?? 'hears you'} />
      {others.map((leg) => (
        <span className="bar-p" key={leg.id}>
          <Patch isLeftOn={!customer.isHeld} isRightOn={leg.state === 'joined' && !leg.isHeld} />
          <Party
            leg={leg}
            of="colleague"
            says={
              leg.state !== 'joined'
                ? `ringing ${since(leg)}`
                : leg.role === 'supervisor'
                  ? leg.isMuted
                    ? 'listens'
                    : leg.hears
                      ? 'whispers to you'
                      : 'talks with both'
                  : isConsulting && leg === consulted
                    ? `private, ${since(leg)}`
                    : (holdWords(leg, since(leg)) ?? 'in the call')
            }
          />
          {leg.role !== 'supervisor' && !(isConsulting && leg === consulted) ? (
            <>
              {isConsulting && leg.isHeld ? null : (
                <button type="button" className="btn" onClick={() => void callActs.hold(call, !leg.isHeld, leg.id)}>
                  {leg.isHeld ? 'Take back' : 'Hold'}
                </button>
              )}
              <button type="button" className="btn" onClick={() => void callActs.drop(call, leg.id)}>
                Drop
              </button>
              {heirs.includes(leg) ? (
                <button
                  type="button"
                  className="btn"
                  aria-label={`Hand over to ${legName(leg)}`}
                  onClick={() => void callActs.handOver(call, leg.id, `${legName(leg)} has the call now`)}
                >
                  Hand over
                </button>
              ) : null}
            </>
          ) : null}
        </span>
      ))}
      <span className="sp" />
      {consulted ? (
        <>
          {consulted.state === 'joined' ? (
            <>
              <button
                type="button"
                className="btn pri"
                onClick={() => void callActs.handOver(call, consulted.id, `${legName(consulted)} has the call now`)}
              >
                Hand over to {firstName(legName(consulted))}
              </button>
              {isConsulting ? (
                <button type="button" className="btn" onClick={() => void callActs.talkTogether(call)}>
                  Talk together
                </button>
              ) : null}
            </>
          ) : null}
          <button type="button" className="btn" onClick={() => void callActs.endConsult(call)}>
            Back to {name}
          </button>
        </>
      ) : customer.isHeld ? (
        <button type="button" className="btn pri" onClick={() => void callActs.hold(call, false)}>
          Back to {name}
        </button>
      ) : null}
    </div>
  )
}
