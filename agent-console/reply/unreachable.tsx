import { IconUserOff } from '@tabler/icons-react'
import type { CaseView } from '../cases/case-view.ts'
import { channelSign } from '../signs/channels.ts'
import type { Composer } from './use-composer.ts'

/** Where the customer was answered before does not reach them any more: says so, and what is left. */
export const Unreachable = ({ view, composer }: { view: CaseView; composer: Composer }) => {
  const { draft } = composer
  const gone =
    view.ways.find(({ id, sendable }) => id === draft.way && sendable === 'blocked') ??
    view.ways.find(({ isCustomer, isRevocable }) => isCustomer && isRevocable)
  if (gone?.sendable !== 'blocked') return null
  const other = view.ways.find(({ isCustomer, sendable }) => isCustomer && sendable !== 'blocked')
  const { way, isNote, choose } = composer
  return (
    <div className="gone" role="status">
      <IconUserOff size={15} stroke={1.75} aria-hidden />
      <span>
        {gone.why}{' '}
        {other ? (isNote ? '' : `This answer goes ${channelSign(way?.channel ?? '').by}.`) : 'No other way to the customer is known here.'}
        {isNote && draft.reply ? ' What you wrote is kept.' : ''}
      </span>
      {other && isNote ? (
        <button type="button" className="lk" onClick={() => choose(other.id)}>
          Answer {channelSign(other.channel).by}
        </button>
      ) : null}
    </div>
  )
}
