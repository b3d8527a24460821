import type { Platform, RoomParts } from '../platform/room.ts'
import type { Actor } from './actor.ts'
import { attendanceIndexes, createAttendance } from './attend.ts'
import { createDirectory } from './directory.ts'
import { createFace, type StaffFace } from './face.ts'
import { staffTopic } from './live.ts'
import { auditIndexes } from './read-audit.ts'
import { staffRoutes } from './routes.ts'

export {
  type Actor,
  allow,
  isAllowed,
  type KeyActor,
  type StaffActor,
  type SystemActor,
  seesAllTeams,
  seesTeams,
  system,
  type VisitorActor,
} from './actor.ts'
export type { NewUser } from './add-user.ts'
export type { AgentChange, StaffChange, TeamChange, UserChange } from './entries.ts'
export { type Permission, permissions, type Role, rolePermissions, roles } from './permissions.ts'
export { ACCESS_TOKEN_MS, type UserState } from './user.ts'
export type { AuditEntry, Member, PresenceView, Team } from './wire.ts'

export interface Staff extends StaffFace {
  /** Reads everybody into memory, as `parts.start` does, and begins nothing: for commands beside the desk. */
  load(): Promise<void>
  parts: RoomParts<Actor>
}

/** People, their teams, roles and presence. Everything is in memory once `parts.start` has run. */
export const createStaff = (platform: Platform): Staff => {
  const directory = createDirectory(platform)
  const deps = { platform, directory }
  const attendance = createAttendance(deps)
  const face = createFace(deps, attendance)
  const parts: RoomParts<Actor> = {
    routes: staffRoutes(face),
    topics: [staffTopic(directory)],
    indexes: [
      { collection: 'user_contents', key: { emailKey: 1 }, unique: true },
      { collection: 'users', key: { updatedAt: 1 } },
      { collection: 'presences', key: { updatedAt: 1 } },
      { collection: 'teams', key: { updatedAt: 1 } },
      ...attendanceIndexes,
      ...auditIndexes,
    ],
    start: async () => {
      await directory.load()
      platform.followOthers('staff/refresh', directory.refresh)
      await attendance.start()
    },
    stop: attendance.stop,
  }
  return { ...face, load: directory.load, parts }
}
