import { IconMusic, IconPhonePlus, IconPlayerPlay, IconUserCheck } from '@tabler/icons-react'
import type { LineCall } from '../../server/sandbox/carrier/wire.ts'
import type { Said } from './said.ts'
import { useAtEnd } from './use-at-end.ts'

const icon = { size: 14, stroke: 1.75, 'aria-hidden': true } as const

/** Which of its questions asks for a secret only the desk knows, not the carrier: so no key that answers a machine is shown. */
const HIDDEN = 'Hidden: a menu may ask for a secret, and a phone cannot tell which question does.'

const Keys = ({ text }: { text: string }) => (
  <p title={text.includes('•') ? HIDDEN : undefined}>
    {text.length > 1 ? 'Keyed' : 'Pressed'}{' '}
    {[...text].map((key, at) => (
      // Keys repeat, and their order never changes.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <kbd key={at}>{key}</kbd>
    ))}
    {text.includes('•') ? <span className="sr">{HIDDEN}</span> : null}
  </p>
)

const Line = ({ said: { what, text, language } }: { said: Said }) => {
  if (what === 'keys') return <Keys text={text} />
  if (what === 'speech')
    return (
      <p>
        <q>{text}</q>
      </p>
    )
  if (what === 'say') return <p lang={language || undefined}>{text}</p>
  return (
    <p>
      {what === 'music' ? <IconMusic {...icon} /> : null}
      {what === 'play' ? <IconPlayerPlay {...icon} /> : null}
      {what === 'event' && /joined/.test(text) ? <IconUserCheck {...icon} /> : null}
      {what === 'music' ? 'Hold music' : what === 'play' ? 'A recording plays' : text}
    </p>
  )
}

const looks: Record<Said['what'], string> = { say: 'sy', speech: 'dd', keys: 'dd', event: 'ev', music: 'ev', play: 'ev' }

export const SaidList = ({ said, call }: { said: readonly Said[]; call: LineCall | null }) => {
  const { ref, onScroll } = useAtEnd<HTMLOListElement>(said.reduce((sum, one) => sum + one.text.length, said.length))
  const isGoing = call !== null && call.state !== 'ended'
  if (said.length === 0)
    return (
      <div className="none">
        <IconPhonePlus size={26} stroke={1.75} aria-hidden />
        <b>Nothing said yet</b>
        <p>
          {isGoing
            ? 'What is said on this call comes here, as far as machines say it.'
            : 'Press call, or open the console beside this page and let an agent call this number.'}
        </p>
      </div>
    )
  return (
    <ol ref={ref} onScroll={onScroll} className={isGoing ? 'cap-l' : 'cap-l over'} aria-live="polite" aria-label="What is said">
      {said.map((one) => (
        <li key={one.id} className={looks[one.what]}>
          <time>{one.time}</time>
          <Line said={one} />
        </li>
      ))}
    </ol>
  )
}
