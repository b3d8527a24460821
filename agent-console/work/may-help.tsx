import { IconBook2 } from '@tabler/icons-react'
import type { Pop } from '../../server/screens/wire.ts'
import './may-help.css'

/** Articles that may help, each with what made it come up and the short answer to read out. */
export const MayHelp = ({ articles }: Pick<Pop, 'articles'>) =>
  articles.length === 0 ? null : (
    <section>
      <h2>May help</h2>
      <ul className="arts">
        {articles.map((one) => (
          <li key={one.id}>
            <IconBook2 size={16} stroke={1.75} aria-hidden />
            <div>
              <b>{one.title}</b>
              <span className="mut">{one.why}</span>
              <p>{one.short}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
