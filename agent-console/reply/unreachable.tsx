import { IconUserOff } from '@tabler/icons-react'
import type { CaseView } from '../cases/case-view.ts'
import { channelSign } from '../signs/channels.ts'
import type { Composer } from './use-composer.ts'
import { meantWay } from './ways.ts'

/** Whoever was answered before is not reached there any more: says so, and what is left. */
export const Unreachable = ({ view, composer }: { view: CaseView; composer: Composer }) => {
  const { draft } = composer
  const meant = meantWay(draft)
  const gone =
    view.ways.find(({ id, sendable }) => id === meant && sendable === 'blocked') ??
    view.ways.find(({ isCustomer, isRevocable }) => isCustomer && isRevocable)
  if (gone?.sendable !== 'blocked') return null
  const other = view.ways.find(({ isCustomer, sendable }) => isCustomer && sendable !== 'blocked')
  const { way, isNote, choose } = composer
  const left = way
    ? `This answer goes to ${way.to} ${channelSign(way.channel).by}.`
    : !gone.isCustomer
      ? `Nothing goes to ${gone.to} any more.`
      : other
        ? ''
        : 'No other way to the customer is known here.'
  return (
    <div className="gone" role="status">
      <IconUserOff size={15} stroke={1.75} aria-hidden />
      <span>{[gone.why, left, isNote && draft.reply ? 'What you wrote is kept.' : ''].filter(Boolean).join(' ')}</span>
      {other && isNote ? (
        <button type="button" className="lk" onClick={() => choose(other.id)}>
          Answer {other.to} {channelSign(other.channel).by}
        </button>
      ) : null}
    </div>
  )
}
