import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type Actor, allow } from './actor.ts'
import type { StaffDeps } from './deps.ts'
import type { Team } from './wire.ts'

/** Throws forbidden. */
export const listTeams =
  ({ directory }: StaffDeps) =>
  async (actor: Actor): Promise<Team[]> => {
    allow(actor, 'staff.read')
    return directory.teams()
  }

/** Throws forbidden, conflict (name in use). */
export const addTeam =
  ({ directory }: StaffDeps) =>
  async (actor: Actor, { name, commandId }: { name: string; commandId: string }): Promise<Team> => {
    allow(actor, 'team.manage')
    const key = `${actor.id}:add-team:${commandId}`
    const id = idFrom('team', key)
    if (directory.teams().some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase()))
      throw new AppError('team-exists', 'conflict', 'There is a team of this name already.')
    const state = await directory.ledger.teams.commit(id, key, actor.id, (now) => (now.seq > 0 ? null : { type: 'team.added', name }))
    return { id, name: state.name }
  }
