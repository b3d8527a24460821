import { useState } from 'react'
import { clock, stateWords } from '../calls/call-words.ts'
import { useNow } from '../frame/use-now.ts'
import { Avatar } from '../signs/avatar.tsx'
import { amount } from '../words/amount.ts'
import { presenceWords } from '../words/case-words.ts'
import { lasting } from '../words/time.ts'
import type { Doing, PersonNow } from './floor-of.ts'
import { PersonActs } from './person-acts.tsx'
import { PresenceDialog } from './presence-dialog.tsx'

const kinds: { doing: Doing; word: string; look: string }[] = [
  { doing: 'call', word: 'On a call', look: 'm1' },
  { doing: 'wrap-up', word: 'Wrap-up', look: 'm3' },
  { doing: 'available', word: 'Available', look: 'm4' },
  { doing: 'away', word: 'Away', look: 'm5' },
]

const words = ({ member, call, doing }: PersonNow, now: number): string => {
  if (call && doing === 'call')
    return `${stateWords(call, member.id) || 'On a call'}, ${clock(now - Date.parse(call.answeredAt ?? call.startedAt))}`
  if (call?.wrapUpEndsAt) return `Wrap-up, ${clock(Date.parse(call.wrapUpEndsAt) - now)} left`
  return `${presenceWords[member.presence]} ${lasting(now - Date.parse(member.presenceSince))}`
}

export const PeopleNow = ({ people }: { people: readonly PersonNow[] }) => {
  const now = useNow(1000)
  const [logged, setLogged] = useState<string | null>(null)
  const shown = people.find((one) => one.member.id === logged)
  const groups = kinds
    .map((kind) => ({ ...kind, count: people.filter((one) => one.doing === kind.doing).length }))
    .filter((one) => one.count > 0)
  return (
    <section className="a-s" aria-labelledby="people-now">
      <h2 id="people-now">
        People <span className="mut">{amount(people.length)} signed in</span>
      </h2>
      {people.length === 0 ? <p className="mut">Nobody is signed in. Whoever opens the console appears here.</p> : null}
      <div className="mix" aria-hidden>
        {groups.map(({ doing, look, count }) => (
          <i key={doing} className={look} style={{ flex: count }}>
            {count}
          </i>
        ))}
      </div>
      <ul className="mixk">
        {groups.map(({ doing, word, look, count }) => (
          <li key={doing}>
            <i className={look} aria-hidden />
            {word} <span className="sr">{count}</span>
          </li>
        ))}
      </ul>
      <ul className="who-now">
        {people.map((one) => (
          <li key={one.member.id}>
            <Avatar name={one.member.name} of="colleague" size={28} />
            <div>
              <b>{one.member.name}</b>
              <span>{words(one, now)}</span>
            </div>
            <span className="sp" />
            <PersonActs person={one} showLog={() => setLogged(one.member.id)} />
          </li>
        ))}
      </ul>
      {shown ? <PresenceDialog member={shown.member} close={() => setLogged(null)} /> : null}
    </section>
  )
}
