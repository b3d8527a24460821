import { useState } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import { useMe } from '../frame/me.ts'
import type { Names } from '../words/names.ts'
import { speakerOf, wayWords } from './speaker.ts'

/** Says politely what was said since the case was opened; nothing of what was there before. */
export const NewsRegion = ({ view, names }: { view: CaseView; names: Names }) => {
  const me = useMe()
  const last = view.timeline.findLast((item) => item.type === 'message')
  const [first] = useState(last?.id)
  const message = last?.type === 'message' && last.id !== first ? last.message : undefined
  return (
    <p className="sr" aria-live="polite">
      {message ? `${speakerOf(message, view.customer.name, names, me.name).name} wrote ${wayWords(message)}` : ''}
    </p>
  )
}
