import { Modal, SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { useLiveCalls } from '../call-lists/use-call-lists.ts'
import { useQueues } from '../cases/use-queues.ts'
import { useMe } from '../frame/me.ts'
import { refreshScreens } from '../frame/perform.ts'
import { pushToast } from '../frame/toasts.ts'
import { useAttempt } from '../frame/use-attempt.ts'
import { useStaff } from '../people/use-staff.ts'
import { Avatar } from '../signs/avatar.tsx'
import { PresenceDot } from '../signs/presence-dot.tsx'
import { Why } from '../signs/why.tsx'
import { presenceWords } from '../words/case-words.ts'
import { callActs, type TransferTo } from './call-acts.ts'
import { busyWords, partyFirstName, partyName } from './call-words.ts'

interface PassOnDialogProps {
  call: CallView
  way: 'warm' | 'cold'
  setWay(way: 'warm' | 'cold'): void
  close(): void
}

const isNumber = (text: string): boolean => /^\+?[\d\s()/.-]{3,}$/.test(text)

/** To whom the call goes: a colleague, a queue or a number outside; with a word before, or straight. */
export const PassOnDialog = ({ call, way, setWay, close }: PassOnDialogProps) => {
  const me = useMe()
  const { members } = useStaff()
  const { queues } = useQueues()
  const { onPhone } = useLiveCalls()
  const { isBusy, why, attempt } = useAttempt()
  const [text, setText] = useState('')
  const name = partyFirstName(call)
  const wanted = text.trim().toLowerCase()
  const fits = (words: string): boolean => wanted === '' || words.toLowerCase().includes(wanted)
  const people = members
    .filter((one) => one.id !== me.id && one.role !== 'marketing' && one.presence !== 'offline' && fits(one.name))
    .sort((a, b) => Number(b.presence === 'available') - Number(a.presence === 'available') || a.name.localeCompare(b.name))
  const shownQueues = queues.filter((one) => fits(one.name))

  const standing = ({ id, presence }: { id: string; presence: keyof typeof presenceWords }): string => {
    const theirs = onPhone.get(id)
    return theirs ? busyWords(theirs) : presenceWords[presence]
  }

  const run = (target: TransferTo, done: string) =>
    void attempt(async () => {
      if (way === 'warm') await callActs.consult(call, target)
      else await callActs.transfer(call, target)
      close()
      if (way === 'cold') pushToast(done)
      refreshScreens()
    })
  return (
    <Modal opened onClose={close} title={`Transfer ${partyName(call)}`} size={460}>
      <div className="form">
        <SegmentedControl
          fullWidth
          value={way}
          onChange={(next) => setWay(next as 'warm' | 'cold')}
          data={[
            { value: 'warm', label: 'Talk first' },
            { value: 'cold', label: 'Send on' },
          ]}
        />
        <p className="mut">
          {way === 'warm'
            ? `${name} waits with music while you talk to whoever you choose.`
            : `${name} goes on without you, and keeps the place in the queue.`}
        </p>
        <TextInput
          data-autofocus
          label="A colleague, a queue, or a number outside"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Why why={why} />
        <ul className="targets" aria-busy={isBusy}>
          {isNumber(text.trim()) ? (
            <li>
              <button type="button" disabled={isBusy} onClick={() => run({ number: text.trim() }, `${name} goes on to ${text.trim()}`)}>
                <b>{text.trim()}</b>
                <span className="mut">A number outside</span>
              </button>
            </li>
          ) : null}
          {people.map((one) => (
            <li key={one.id}>
              <button type="button" disabled={isBusy} onClick={() => run({ agentId: one.id }, `${name} goes on to ${one.name}`)}>
                <Avatar name={one.name} of="colleague" size={26} />
                <b>{one.name}</b>
                <span className="mut">
                  <PresenceDot presence={one.presence} /> {standing(one)}
                </span>
              </button>
            </li>
          ))}
          {shownQueues.map((one) => (
            <li key={one.id}>
              <button type="button" disabled={isBusy} onClick={() => run({ queueId: one.id }, `${name} waits in ${one.name}`)}>
                <b>{one.name}</b>
                <span className="mut">{way === 'warm' ? 'Whoever is free in this queue' : 'Queue'}</span>
              </button>
            </li>
          ))}
          {people.length === 0 && shownQueues.length === 0 && !isNumber(text.trim()) ? (
            <li className="mut">Nobody of that name is here now.</li>
          ) : null}
        </ul>
      </div>
    </Modal>
  )
}
