import { IconBadgeCc, IconMessage } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useStore } from '../desk/use-store.ts'
import type { Phone } from './phone.ts'
import { SaidList } from './said-list.tsx'
import { SayForm } from './say-form.tsx'
import { TextForm } from './text-form.tsx'
import { TextList } from './text-list.tsx'

const icon = { size: 17, stroke: 1.75, 'aria-hidden': true } as const

/** What is said on a phone, and the text messages it got: one at a time. */
export const SaidPanel = ({ phone, children }: { phone: Phone; children: ReactNode }) => {
  const { call, said, language, texts } = useStore(phone.view)
  const [shows, setShows] = useState<'said' | 'texts'>('said')
  const [read, setRead] = useState(0)
  const unread = texts.slice(read).filter((one) => one.direction === 'in').length
  const show = (next: 'said' | 'texts') => {
    setShows(next)
    setRead(texts.length)
  }
  return (
    <div className="ph-r">
      <div className="ph-h">
        <div className="ph-t" role="tablist" aria-label="Said or texted">
          <button type="button" role="tab" aria-selected={shows === 'said'} onClick={() => show('said')}>
            <IconBadgeCc {...icon} />
            What is said
          </button>
          <button type="button" role="tab" aria-selected={shows === 'texts'} onClick={() => show('texts')}>
            <IconMessage {...icon} />
            Texts{shows === 'said' && unread > 0 ? ` (${unread})` : ''}
          </button>
        </div>
        <span className="sp" />
        {shows === 'said' ? <span className="mut">{language}</span> : null}
        {children}
      </div>
      {shows === 'said' ? (
        <>
          <SaidList said={said} call={call} />
          <SayForm phone={phone} call={call} />
        </>
      ) : (
        <>
          <TextList texts={texts} />
          <TextForm phone={phone} texts={texts} />
        </>
      )}
    </div>
  )
}
