import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'react-router'
import type { Me } from '../../server/sign-in/wire.ts'
import { get } from '../desk/call.ts'
import { session } from '../desk/session.ts'
import { useStore } from '../desk/use-store.ts'
import { Desk } from '../frame/desk.tsx'
import { MeContext } from '../frame/me.ts'
import { unreachable } from './begin.ts'
import { SignInPage } from './sign-in-page.tsx'
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
  const { pathname } = useLocation()
  if (state === 'in') return <Inside />
  if (state === 'starting') return <Waiting isUnreachable={isUnreachable} />
  return pathname === '/welcome' ? <WelcomePage /> : <SignInPage />
}
