import { IconHeadset } from '@tabler/icons-react'
import { useStore } from '../../desk/use-store.ts'
import { type Headset, type Headsets, headsets } from './headsets.ts'

const doesWhat = ({ hasHook, hasMute }: Headset): string =>
  hasHook && hasMute ? 'Answers, ends and mutes calls.' : hasHook ? 'Answers and ends calls.' : 'Mutes calls.'

const Connected = ({ here }: { here: Headsets }) => {
  const { all, trouble } = useStore(here.state)
  return (
    <>
      {all.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two of a kind have one name, and nothing else tells them apart
        <div className="snd-h" key={`${one.name} ${at}`}>
          <p>
            <b>{one.name}</b>
            <span className="mut">{doesWhat(one)}</span>
          </p>
          <button type="button" className="btn" aria-label={`Forget ${one.name}`} onClick={() => void here.forget(one)}>
            Forget
          </button>
        </div>
      ))}
      {trouble ? (
        <p className="ban warn" role="alert">
          <span>{trouble}</span>
        </p>
      ) : null}
      <div className="snd-t">
        <button type="button" className="btn" onClick={() => void here.connect()}>
          <IconHeadset size={16} stroke={1.75} aria-hidden />
          {all.length > 0 ? 'Connect another' : 'Connect a headset'}
        </button>
        <p className="mut">
          {all.length > 0
            ? 'Found again by itself whenever the desk is open here.'
            : 'Then its own buttons answer, end and mute calls, and its lights show them.'}
        </p>
      </div>
    </>
  )
}

const whyNot = {
  elsewhere: 'Another tab of this browser is your phone: connect a headset there.',
  impossible: 'This browser does not let pages use the buttons of a headset. Chrome and Edge do, over https.',
} as const

/** The headsets whose buttons this page uses; nothing where there is no phone to use them with. */
export const HeadsetPart = () => {
  const now = useStore(headsets)
  if (now === 'no-phone') return null
  return (
    <fieldset className="snd-hs">
      <legend>Headset buttons</legend>
      {typeof now === 'string' ? <p className="mut">{whyNot[now]}</p> : <Connected here={now} />}
    </fieldset>
  )
}
