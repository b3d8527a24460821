import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Mark } from '../signs/mark.tsx'
import { PatchPanel } from './patch-panel.tsx'
import './sign-in.css'

const isReady = async (): Promise<boolean> => (await fetch('/healthz')).ok

/** The panel at one side, the form at the other, and at its foot whether the desk is ready. */
export const SignInFrame = ({ children }: { children: ReactNode }) => {
  const { data } = useQuery({ queryKey: ['healthz'], queryFn: isReady, refetchInterval: 5000, retry: false })
  return (
    <main className="si">
      <section className="si-a" aria-hidden>
        <PatchPanel />
        <div className="si-w">
          <Mark size={34} />
          <p>
            Phone, email and chat
            <br />
            on one line.
          </p>
        </div>
      </section>
      <section className="si-f">
        {children}
        <p className="si-n" role="status">
          {data === undefined ? null : data ? (
            <>
              <IconCircleCheck size={14} stroke={1.75} aria-hidden />
              Desk is ready.
            </>
          ) : (
            'The desk is starting.'
          )}
        </p>
      </section>
    </main>
  )
}
