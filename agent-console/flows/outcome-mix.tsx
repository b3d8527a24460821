import type { FlowView } from '../../server/calls/flows/wire.ts'

const kinds = [
  ['person', 'to a person'],
  ['served', 'served by the menu'],
  ['message', 'voicemail, callback'],
  ['hungUp', 'hung up'],
] as const

/** How calls came out, as one bar and its figures. */
export const OutcomeMix = ({ flow: { outcomes, calls }, period }: { flow: FlowView; period: string }) => (
  <div className="fl-mix">
    {calls === 0 ? (
      <p className="mut">No calls {period}. As soon as somebody calls, their way is counted here.</p>
    ) : (
      <>
        <div className="shares" aria-hidden>
          {kinds.map(([kind]) => (outcomes[kind] > 0 ? <i key={kind} className={kind} style={{ flexGrow: outcomes[kind] }} /> : null))}
        </div>
        <ul aria-label="How calls came out">
          {kinds.map(([kind, words]) => (
            <li key={kind}>
              <i className={kind} aria-hidden />
              <b>{outcomes[kind]}</b> {words}
            </li>
          ))}
        </ul>
      </>
    )}
  </div>
)
