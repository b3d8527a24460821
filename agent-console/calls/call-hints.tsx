import { IconArrowMerge } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { CallView } from '../../server/calls/wire.ts'
import type { Pop } from '../../server/screens/wire.ts'
import { get, post } from '../desk/call.ts'
import { perform } from '../frame/perform.ts'
import { MayHelp } from '../work/may-help.tsx'
import './call-hints.css'
import { withPhoneWords } from '../words/phone-words.ts'

/** While I speak: which other case this may be about, with the way there, and what to read out. */
export const CallHints = ({ call, caseId }: { call: CallView; caseId: string }) => {
  const navigate = useNavigate()
  const { data } = useQuery({
    queryKey: ['screen', 'call', call.id],
    queryFn: ({ signal }) => get<Pop>(`/screens/call/${call.id}`, undefined, signal),
    staleTime: 60_000,
  })
  if (!data) return null
  const others = data.canMove ? data.openCases.filter((one) => one.id !== caseId) : []
  const move = async (intoId: string) => {
    const body = { otherId: caseId }
    const isDone = await perform({
      done: 'The call is in that case now',
      run: () => post(`/cases/${intoId}/merge`, body),
      undo: async () => {
        await post(`/cases/${intoId}/unmerge`, body)
        await navigate(`/work/${caseId}`)
      },
    })
    if (isDone) await navigate(`/work/${intoId}`)
  }
  if (others.length === 0 && data.articles.length === 0) return null
  return (
    <div className="hints">
      {others.length > 0 ? (
        <section>
          <h2>Is it about another case?</h2>
          <ul className="moves">
            {others.map((row) => (
              <li key={row.id}>
                <div>
                  <b>{withPhoneWords(row.title)}</b>
                  <span className="mut">
                    Case {row.number}
                    {row.id === data.likely?.caseId ? `, likely: ${data.likely.why.slice(0, 2).join('; ')}` : ''}
                  </span>
                </div>
                <button type="button" className="btn sm" onClick={() => void move(row.id)}>
                  <IconArrowMerge size={14} stroke={1.75} aria-hidden />
                  It is about this
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <MayHelp articles={data.articles} />
    </div>
  )
}
