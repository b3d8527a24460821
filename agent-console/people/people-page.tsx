import { ConnectionLine } from '../frame/connection-line.tsx'
import { Page } from '../frame/page.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { PeopleTable } from './people-table.tsx'
import { useStaff } from './use-staff.ts'
import './people.css'

export const PeoplePage = () => {
  const { members, isLoading, error, refetch } = useStaff()
  const there = members.filter(({ presence, isDisabled }) => presence === 'available' && !isDisabled).length
  return (
    <Page at="sheet">
      <main className="sheet people" id="sheet" tabIndex={-1}>
        <header className="people-h">
          <h1>People</h1>
          {members.length > 0 ? (
            <span className="mut">
              {there} of {members.length} available
            </span>
          ) : null}
        </header>
        <ConnectionLine />
        {isLoading ? <QuietBars what="The list" rows={4} /> : null}
        {error ? <Failure what="The list did not load" still="Everything else works." error={error} retry={refetch} /> : null}
        {members.length > 0 ? <PeopleTable members={members} /> : null}
      </main>
    </Page>
  )
}
