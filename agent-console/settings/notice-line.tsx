import { IconSpeakerphone } from '@tabler/icons-react'
import { useState } from 'react'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { stamp } from '../words/time.ts'
import { NoticeDialog } from './notice-dialog.tsx'
import { noticeWords } from './notice-words.ts'
import type { NoticeOf } from './settings-acts.ts'

/** Says whether callers are told something beyond the menu, since when and by whom, and opens the switch. */
export const NoticeLine = ({ of }: { of: NoticeOf }) => {
  const now = useNow()
  const { byId } = useStaff()
  const [isOpen, setIsOpen] = useState(false)
  const { notice } = of
  return (
    <>
      <div className={notice ? 'ban warn' : 'ban'}>
        <IconSpeakerphone size={17} stroke={1.75} aria-hidden />
        <span>
          {notice
            ? `${noticeWords[notice.mode]} since ${stamp(notice.since, now)}, set by ${byId.get(notice.by)?.name ?? 'the desk'}.`
            : 'Callers hear the menu as usual.'}
        </span>
        <button type="button" className="btn sm" onClick={() => setIsOpen(true)}>
          {notice ? 'Change' : 'Message or close'}
        </button>
      </div>
      {isOpen ? <NoticeDialog of={of} close={() => setIsOpen(false)} /> : null}
    </>
  )
}
