import type { Platform } from '../platform/room.ts'
import type { Directory } from './directory.ts'

/** What the verbs of this room are made with. */
export interface StaffDeps {
  platform: Platform
  directory: Directory
}
