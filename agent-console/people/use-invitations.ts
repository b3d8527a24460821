import { useQuery } from '@tanstack/react-query'
import type { OpenInvitation } from '../../server/sign-in/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { LOOK_AGAIN_MS } from '../desk/look-again.ts'
import { may, useMe } from '../frame/me.ts'

const SOON_MS = 2_000

/** What became of the invitations, by person; looked at again while a mail is on its way. Nobody but admins may ask. */
export const useInvitations = (): Map<string, OpenInvitation> => {
  const isAllowed = may(useMe(), 'staff.manage')
  const { data } = useQuery({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => get<Page<OpenInvitation>>('/invitations', undefined, signal),
    enabled: isAllowed,
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'waiting') ? SOON_MS : LOOK_AGAIN_MS),
  })
  return new Map((data?.items ?? []).map((one) => [one.userId, one]))
}
