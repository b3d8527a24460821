import { IconSearch, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Member } from '../../server/staff/wire.ts'
import { ConnectionLine } from '../frame/connection-line.tsx'
import { may, useMe } from '../frame/me.ts'
import { Page } from '../frame/page.tsx'
import { Sheet } from '../frame/sheet.tsx'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { choosePeople } from './choose-people.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { LinkDialog } from './link-dialog.tsx'
import type { HandedLink } from './people-acts.ts'
import { PeopleTable } from './people-table.tsx'
import { PersonDialog } from './person-dialog.tsx'
import { skillsOf } from './skill-words.ts'
import { TeamsDialog } from './teams-dialog.tsx'
import { useStaff, useTeams } from './use-staff.ts'
import './people.css'

export const PeoplePage = () => {
  const me = useMe()
  const { members, isLoading, error, refetch } = useStaff()
  const teams = useTeams()
  const [words, setWords] = useState('')
  const [withDisabled, setWithDisabled] = useState(false)
  const [open, setOpen] = useState<'invite' | 'teams' | null>(null)
  const [edited, setEdited] = useState<Member | null>(null)
  const [handed, setHanded] = useState<HandedLink | null>(null)
  const staying = members.filter((one) => !one.isDisabled)
  const disabled = members.length - staying.length
  const shown = choosePeople(members, { words, withDisabled, teamName: (id) => teams.find((one) => one.id === id)?.name ?? '' })
  return (
    <Page at="page">
      <Sheet also="people">
        <header className="people-h">
          <h1>People</h1>
          {members.length > 0 ? (
            <span className="mut">
              {staying.filter(({ presence }) => presence === 'available').length} of {staying.length} available
            </span>
          ) : null}
          <span className="people-a">
            <label className="find">
              <IconSearch size={15} stroke={1.75} aria-hidden />
              <input
                type="search"
                aria-label="Find by name, role, skill or team"
                placeholder="Name, role, skill or team"
                value={words}
                onChange={(event) => setWords(event.currentTarget.value)}
              />
            </label>
            {may(me, 'team.manage') ? (
              <button type="button" className="btn" onClick={() => setOpen('teams')}>
                Teams
              </button>
            ) : null}
            {may(me, 'staff.manage') ? (
              <button type="button" className="btn pri" onClick={() => setOpen('invite')}>
                <IconUserPlus size={16} stroke={1.75} aria-hidden />
                Invite
              </button>
            ) : null}
          </span>
        </header>
        <ConnectionLine />
        {isLoading ? <QuietBars what="The list" rows={4} /> : null}
        {error ? <Failure what="The list did not load" still="Everything else works." error={error} retry={refetch} /> : null}
        {shown.length > 0 ? <PeopleTable members={shown} edit={setEdited} handOver={setHanded} /> : null}
        {shown.length === 0 && members.length > 0 ? (
          <Empty
            title="Nobody is found"
            act={
              <button type="button" className="btn" onClick={() => setWords('')}>
                Show everybody
              </button>
            }
          >
            No name, role, skill or team has “{words.trim()}” in it.
          </Empty>
        ) : null}
        {disabled > 0 ? (
          <footer className="people-f">
            <button type="button" className="lk" aria-expanded={withDisabled} onClick={() => setWithDisabled(!withDisabled)}>
              {withDisabled ? 'Hide the disabled' : `Show ${disabled} disabled`}
            </button>
          </footer>
        ) : null}
      </Sheet>
      {open === 'invite' ? <InviteDialog close={() => setOpen(null)} handOver={setHanded} /> : null}
      {open === 'teams' ? <TeamsDialog members={members} close={() => setOpen(null)} /> : null}
      {edited ? (
        <PersonDialog
          member={edited}
          now={members.find(({ id }) => id === edited.id) ?? edited}
          known={skillsOf(members)}
          close={() => setEdited(null)}
        />
      ) : null}
      {handed ? <LinkDialog handed={handed} close={() => setHanded(null)} /> : null}
    </Page>
  )
}
