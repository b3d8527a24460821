import type { WorkView } from '../../server/routing/wire.ts'
import type { Member } from '../../server/staff/wire.ts'
import { newKey, post, put } from '../desk/call.ts'
import { perform } from '../frame/perform.ts'
import { channelSign } from '../signs/channels.ts'

type Move = Partial<Pick<WorkView, 'priority' | 'queueId'>> & { agentId?: string }

const moved = (work: WorkView, move: Move): Promise<WorkView> => post<WorkView>(`/work/${work.id}/move`, move, newKey())

/** Waiting work waits elsewhere, or sooner; it keeps its age. `name`: of the queue, the person or the priority. */
export const moveWork = (work: WorkView, move: Move, name: string): Promise<boolean> => {
  const what = channelSign(work.channel).label
  if (move.priority)
    return perform({
      run: () => moved(work, move),
      done: `${what} is ${move.priority} now. It was ${name.toLowerCase()}.`,
      undo: () => moved(work, { priority: work.priority }),
    })
  if (move.queueId)
    return perform({
      run: () => moved(work, move),
      done: `${what} waits in ${name} now, with the age it has.`,
      undo: () => moved(work, { queueId: work.queueId }),
    })
  return perform({ run: () => moved(work, move), done: `${what} is offered to ${name} first.` })
}

export const forcePresence = (member: Member, presence: 'available' | 'away'): Promise<boolean> =>
  perform({
    run: () => put(`/staff/${member.id}/presence`, { presence }),
    done: `${member.name} is set ${presence}. They see it at once.`,
    ...(member.presence === 'available' || member.presence === 'away'
      ? { undo: () => put(`/staff/${member.id}/presence`, { presence: member.presence }) }
      : {}),
  })

export const signOutMember = (member: Member): Promise<boolean> =>
  perform({
    run: () => post(`/staff/${member.id}/sign-out-everywhere`, {}, newKey()),
    done: `${member.name} is signed out everywhere. What waits for them goes on to others.`,
  })
