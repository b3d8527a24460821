import { Link } from 'react-router'
import type { CallView } from '../../server/calls/wire.ts'
import { partyName } from './call-words.ts'

/** Who is on the line, and the way to the case once there is one. */
export const PartyLink = ({ call }: { call: CallView }) => {
  const name = <b>{partyName(call)}</b>
  return call.caseId ? <Link to={`/work/${call.caseId}`}>{name}</Link> : name
}
