import { useRef } from 'react'
import type { LineCall } from '../../server/sandbox/carrier/wire.ts'
import { useStore } from '../desk/use-store.ts'
import { useNow } from '../frame/use-now.ts'
import type { LineState } from '../softphone/carrier/line.ts'
import { aimOf, labelOf } from './aim.ts'
import { forPeople } from './number.ts'
import type { Placed } from './phones.ts'
import { duration } from './said.ts'

interface Words {
  title: string
  line: string
  isLive: boolean
}

const endings: Record<LineCall['ended'], string> = {
  '': 'Ended',
  'hung up here': 'You hung up',
  'the other side hung up': 'The other side hung up',
  busy: 'Busy',
  declined: 'Declined',
  'no answer': 'No answer',
  failed: 'This number cannot be reached',
  'lost connection': 'The connection was lost',
}

const callWords = (call: LineCall, other: string, nowMs: number): Words => {
  const lasted = duration(nowMs - Date.parse(call.since))
  if (call.state === 'dialling') return { title: other, line: 'Dialling', isLive: false }
  if (call.state === 'ringing')
    return { title: other, line: call.direction === 'in' ? 'Calls this phone' : `Ringing, ${lasted}`, isLive: true }
  const how = call.isOnHold ? 'On hold' : call.isMuted ? 'Muted by the other side' : 'Connected'
  return { title: other, line: `${how}, ${lasted}`, isLive: true }
}

const idleWords = (line: LineState, to: string): Words => {
  if (line.name === 'connecting') return { title: 'Connecting', line: 'Looks for the carrier of this desk', isLive: false }
  if (line.name === 'lost') return { title: 'No connection', line: 'The desk is away. The phone tries again by itself.', isLive: false }
  if (line.name === 'refused') return { title: 'Not connected', line: line.why, isLive: false }
  return { title: 'Ready', line: to ? `Press call to dial ${to}` : 'Type a number to call', isLive: false }
}

/** Who the phone is with, and since when. */
export const PhoneStatus = ({ placed }: { placed: Placed }) => {
  const line = useStore(placed.phone.line)
  const { call } = useStore(placed.phone.view)
  const fault = useStore(placed.phone.fault)
  const now = useNow(1000)
  // Names last over a moment without connection.
  const known = useRef(line)
  if (line.name === 'ready') known.current = line
  const aim = aimOf(placed.to, known.current)
  const otherNumber = call ? (call.direction === 'in' ? call.from : call.to) : ''
  const other = labelOf(otherNumber, known.current) ?? (forPeople(otherNumber) || 'Unknown number')
  const isGoing = call !== null && call.state !== 'ended'
  const words = isGoing ? callWords(call, other, now) : idleWords(line, labelOf(aim, known.current) ?? forPeople(aim))
  const isAway = isGoing && line.name !== 'ready'
  const last = call?.state === 'ended' && line.name === 'ready' ? endings[call.ended] : ''
  return (
    <div className="ph-c">
      <span className={words.isLive ? 'live-j' : 'live-j off'} aria-hidden>
        {words.isLive ? <i /> : null}
      </span>
      <div role="status">
        <b>{words.title}</b>
        <span>
          {fault || (isAway ? 'The desk is away. The sound goes on as long as it can.' : last ? `${last}. ${words.line}` : words.line)}
        </span>
      </div>
    </div>
  )
}
