import { useQuery } from '@tanstack/react-query'
import type { Me } from '../../server/sign-in/wire.ts'
import { get } from '../desk/call.ts'
import { session } from '../desk/session.ts'
import { useStore } from '../desk/use-store.ts'
import { Desk } from '../frame/desk.tsx'
import { MeContext } from '../frame/me.ts'
import { unreachable } from './begin.ts'
import { InvitationPage } from './invitation-page.tsx'
import { NewPasswordPage } from './new-password-page.tsx'
import { SignInPage } from './sign-in-page.tsx'
import { ticket } from './ticket.ts'
import { Waiting } from './waiting.tsx'
import { WelcomePage } from './welcome-page.tsx'

const Inside = () => {
  const { data, error, refetch } = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => get<Me>('/me', undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!data) return <Waiting isUnreachable={error !== null} retry={() => void refetch()} />
  return (
    <MeContext value={data}>
      <Desk />
    </MeContext>
  )
}

/** Inside, outside, or not known yet. */
export const Gate = () => {
  const { state } = useStore(session)
  const isUnreachable = useStore(unreachable)
  const given = useStore(ticket)
  if (state === 'in') return <Inside />
  if (state === 'starting') return <Waiting isUnreachable={isUnreachable} />
  if (given?.kind === 'first-admin') return <WelcomePage token={given.token} />
  if (given?.kind === 'invitation') return <InvitationPage token={given.token} />
  if (given?.kind === 'password') return <NewPasswordPage token={given.token} />
  return <SignInPage link={given?.kind === 'link' ? given.token : null} />
}
