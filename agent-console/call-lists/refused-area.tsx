import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { AreaHead } from '../frame/area-head.tsx'
import { may, useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { MoreButton } from '../signs/more-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { type Column, RowTable } from '../signs/row-table.tsx'
import { amount } from '../words/amount.ts'
import { phoneWords } from '../words/phone-words.ts'
import { stamp } from '../words/time.ts'
import { callList } from './areas.ts'
import { letBack, refuse } from './list-acts.ts'
import { type RefusedList, useRefused } from './use-call-lists.ts'

const columns: readonly Column[] = [
  { label: 'Number' },
  { label: 'Why' },
  { label: 'Since', className: 'mid' },
  { label: 'Acts', className: 'act end words', isHidden: true },
]

const words: Record<RefusedList, { title: string; add: string; back: string; empty: string; text: string }> = {
  'do-not-call': {
    title: 'Do not call',
    add: 'Add',
    back: 'Allow again',
    empty: 'Nobody asked not to be called',
    text: 'Numbers here are called by nobody: not by hand, not as a callback. They can still call us.',
  },
  'nuisance-callers': {
    title: 'Nuisance callers',
    add: 'Add',
    back: 'Put through again',
    empty: 'Everybody is put through',
    text: 'Callers here hear a short sentence and nothing rings.',
  },
}

/** Numbers one stays away from, and who may be let back by a supervisor. */
export const RefusedArea = ({ list }: { list: RefusedList }) => {
  const me = useMe()
  const now = useNow()
  const { byId } = useStaff()
  const { items, isLoading, error, refetch, more, isLoadingMore } = useRefused(list)
  const [number, setNumber] = useState('')
  const [reason, setReason] = useState('')
  const { title, add, back, empty, text } = words[list]
  const mayLift = may(me, 'call.manage')
  return (
    <>
      <AreaHead list={callList} title={title} />
      <form
        className="cl-add"
        onSubmit={(event) => {
          event.preventDefault()
          void refuse(list, number.trim(), reason.trim()).then((isDone) => {
            if (!isDone) return
            setNumber('')
            setReason('')
          })
        }}
      >
        <TextInput
          label="Number"
          required
          maxLength={30}
          inputMode="tel"
          autoComplete="off"
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <TextInput
          label="Why"
          maxLength={200}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <button type="submit" className="btn pri">
          {add}
        </button>
      </form>
      <p className="mut cl-what">{text}</p>
      {isLoading ? <QuietBars what="The list" rows={3} /> : null}
      {error ? (
        <Failure what="The list did not load" still="It is kept to all the same." error={error} retry={() => void refetch()} />
      ) : null}
      {!isLoading && !error && items.length === 0 ? (
        <Empty title={empty}>A number is added here, or from any call in the lists.</Empty>
      ) : null}
      {items.length > 0 ? (
        <RowTable columns={columns} more={<MoreButton more={more} isLoadingMore={isLoadingMore} label="Older ones" className="ghost" />}>
          {items.map((one) => (
            <tr key={one.number}>
              <th scope="row">
                <span className="named">
                  <bdi dir="ltr">{phoneWords(one.number)}</bdi>
                  {one.calls === undefined ? null : (
                    <small className="mut">
                      {one.calls === 0
                        ? 'Has not called since'
                        : `Turned away ${one.calls === 1 ? 'once' : `${amount(one.calls)} times`}, last ${stamp(one.lastAt ?? one.since, now)}`}
                    </small>
                  )}
                </span>
              </th>
              <td>{one.reason}</td>
              <td className="mid">
                {stamp(one.since, now)} <span className="mut">{byId.get(one.by)?.name ?? ''}</span>
              </td>
              <td className="act end words">
                {mayLift ? (
                  <button type="button" className="btn sm" onClick={() => void letBack(list, one.number, one.reason)}>
                    {back}
                  </button>
                ) : null}
              </td>
            </tr>
          ))}
        </RowTable>
      ) : null}
    </>
  )
}
