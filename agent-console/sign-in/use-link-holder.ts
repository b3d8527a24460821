import { useQuery } from '@tanstack/react-query'
import type { LinkHolder } from '../../server/sign-in/wire.ts'
import { isKind } from '../desk/desk-error.ts'
import { lookAtLink } from './doors.ts'

/** Whose link this is, asked as the page opens: a link that is over says so before somebody has thought of a password. */
export const useLinkHolder = (
  kind: 'invitation' | 'password',
  token: string,
): { holder: LinkHolder | undefined; isOver: boolean; error: unknown; retry(): void } => {
  const { data, error, refetch } = useQuery({
    queryKey: ['link', kind, token],
    queryFn: () => lookAtLink(kind, token),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { holder: data, isOver: isKind(error, 'unauthenticated'), error, retry: () => void refetch() }
}
