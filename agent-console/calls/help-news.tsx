import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import type { CallView } from '../../server/calls/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import { useNames } from '../cases/use-names.ts'
import { useTopic } from '../desk/use-topic.ts'
import { showDesktopNotice } from '../frame/desktop-notice.ts'
import { useMe, useMeNow } from '../frame/me.ts'

interface Asked {
  callId: string
  who: string
  queue: string
}

const HelpNotice = ({ callId, who, queue }: Asked) => {
  const { presence } = useMeNow()
  const navigate = useNavigate()
  useEffect(
    () =>
      showDesktopNotice({
        kind: 'help',
        presence,
        tag: `help ${callId}`,
        title: `${who} asks for help in a call`,
        body: queue,
        open: () => void navigate('/floor'),
      }),
    [callId, who, queue, presence, navigate],
  )
  return null
}

/** Tells supervisors who do not see the page that a colleague asks for help, until somebody sees to it. */
export const HelpNews = () => {
  const me = useMe()
  const names = useNames()
  const { rows } = useTopic('calls:live')
  const asking = rowsOf<CallView>(rows, 'call').filter((one) => one.isHelpAsked && one.agentId !== null && one.agentId !== me.id)
  return asking.map(({ id, agentId, queueId }) => (
    <HelpNotice key={id} callId={id} who={names.staff(agentId ?? '')} queue={queueId ? names.queue(queueId) : ''} />
  ))
}
