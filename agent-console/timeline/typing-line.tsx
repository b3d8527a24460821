import type { ReactNode } from 'react'
import type { Typing } from '../cases/case-view.ts'
import { useNow } from '../frame/use-now.ts'
import { firstName } from '../words/names.ts'

const PASSES_MS = 6000

export const TypingLine = ({ typing, name, children }: { typing: readonly Typing[]; name: string; children?: ReactNode }) => {
  const now = useNow(1000)
  const isTyping = typing.some((one) => one.isTyping && now - Date.parse(one.at) < PASSES_MS)
  return (
    <p className="typing" role="status">
      {isTyping ? (
        <>
          {children}
          <span className="dots" aria-hidden>
            <i />
            <i />
            <i />
          </span>
          {firstName(name)} is typing
        </>
      ) : null}
    </p>
  )
}
