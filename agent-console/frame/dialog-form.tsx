import type { ReactNode } from 'react'
import { Why } from '../signs/why.tsx'
import { useAttempt } from './use-attempt.ts'

interface DialogFormProps {
  /** Throws DeskError: its words stand above the fields, and the dialog stays. */
  run(): Promise<void>
  close(): void
  /** The words of the way out that changes nothing, and of the other. */
  leave: string
  act: string
  isDanger?: boolean
  isIncomplete?: boolean
  children: ReactNode
}

/** What is filled in within a dialog. */
export const DialogForm = ({ run, close, leave, act, isDanger = false, isIncomplete = false, children }: DialogFormProps) => {
  const { isBusy, why, attempt } = useAttempt()
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        void attempt(run)
      }}
    >
      <Why why={why} />
      {children}
      <div className="acts">
        <button type="button" className="btn ghost" onClick={close}>
          {leave}
        </button>
        <button type="submit" className={isDanger ? 'btn danger' : 'btn pri'} disabled={isBusy || isIncomplete}>
          {act}
        </button>
      </div>
    </form>
  )
}
