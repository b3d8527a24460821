import type { Actor, StaffActor } from './actor.ts'
import { addUser } from './add-user.ts'
import type { createAttendance } from './attend.ts'
import { changeUser } from './change-user.ts'
import type { StaffDeps } from './deps.ts'
import { disableUser } from './disable-user.ts'
import { editMember } from './edit-member.ts'
import { enableUser } from './enable-user.ts'
import type { UserChange } from './entries.ts'
import { readAudit } from './read-audit.ts'
import { presenceLog, presencesSince } from './read-presence.ts'
import { actorOf, getMember, listMembers, membersForRouting, pageOfMembers } from './read-staff.ts'
import { askBreak, beginBreak, setNotResponding, setPresence, tellPresence } from './set-presence.ts'
import { setRole } from './set-role.ts'
import { signOutEverywhere } from './sign-out-everywhere.ts'
import { addTeam, listTeams } from './teams.ts'
import type { UserState } from './user.ts'
import type { Member } from './wire.ts'

/** What other rooms may ask of this one. */
export const createFace = (deps: StaffDeps, attendance: ReturnType<typeof createAttendance>) => {
  const { directory } = deps
  return {
    getMember: getMember(deps),
    listMembers: listMembers(deps),
    pageOfMembers: pageOfMembers(deps),
    /** From memory, cheap: who may be offered work, whatever their presence. */
    membersForRouting: membersForRouting(deps),
    /** Null when there is no such person or they are disabled. */
    actorOf: async (userId: string): Promise<(StaffActor & { authVersion: number }) | null> => actorOf(deps, userId),
    addUser: addUser(deps),
    editMember: editMember(deps),
    setRole: setRole(deps),
    disableUser: disableUser(deps),
    enableUser: enableUser(deps),
    signOutEverywhere: signOutEverywhere(deps),
    listTeams: listTeams(deps),
    addTeam: addTeam(deps),
    hasTeam: (teamId: string): boolean => directory.team(teamId) !== undefined,
    setPresence: setPresence(deps),
    setNotResponding: setNotResponding(deps),
    tellPresence: tellPresence(deps),
    askBreak: askBreak(deps),
    beginBreak: beginBreak(deps),
    /** Told by the live part: the first screen of a person opened, or the last one closed. */
    attended: attendance.attended,
    readAudit: readAudit(deps),
    presenceLog: presenceLog(deps),
    presencesSince: presencesSince(deps),

    /** For sign-in: what decides whether a credential is still good, from memory. */
    userState: (userId: string): UserState | undefined => directory.user(userId),
    userIdByEmail: (email: string): string | undefined => directory.idByEmail(email),
    /** Every skill that somebody has who is not shut out. */
    skillsOfAll: (): string[] => [
      ...new Set(directory.members().flatMap(({ skills, isDisabled }) => (isDisabled ? [] : Object.keys(skills)))),
    ],
    memberOf: (userId: string): Member | undefined => directory.member(userId),
    /** Grows with each change of the member. */
    memberVersion: directory.version,
    hasRealAdmin: (): boolean => directory.members().some((one) => one.role === 'admin' && !one.isDemo && !one.isDisabled),
    /** For sign-in: writes into a person's stream what happened at the door. Throws not-found. */
    recordAccess: (actor: Actor, input: { userId: string; commandId: string; change: UserChange }): Promise<Member> =>
      changeUser(deps, actor, { ...input, verb: input.change.type }, () => input.change),
    /** Rights changed, or a sign-in ended, here or in another process. */
    onAccessChanged: directory.onAccessChanged,
  }
}
export type StaffFace = ReturnType<typeof createFace>
