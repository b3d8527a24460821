import { Menu } from '@mantine/core'
import type { CaseRow } from '../../server/cases/wire.ts'
import { kindWords } from '../words/case-words.ts'
import type { CaseActs } from './case-acts.ts'

const kinds = Object.keys(kindWords) as CaseRow['kind'][]

export const KindMenu = ({ current, acts }: { current: CaseRow; acts: CaseActs }) => (
  <Menu position="bottom-start">
    <Menu.Target>
      <button type="button" className="prop" disabled={current.status === 'closed'} aria-label={`Kind: ${kindWords[current.kind]}`}>
        {kindWords[current.kind]}
      </button>
    </Menu.Target>
    <Menu.Dropdown>
      {kinds.map((kind) => (
        <Menu.Item key={kind} onClick={() => void acts.setKind(kind)}>
          {kindWords[kind]}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
)
