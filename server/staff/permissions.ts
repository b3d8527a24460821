export const roles = ['agent', 'supervisor', 'admin', 'marketing'] as const
export type Role = (typeof roles)[number]

const agent = [
  'me.read',
  'staff.read',
  'queue.read',
  'presence.set',
  'case.read',
  'case.open',
  'case.assign',
  'case.transfer',
  'case.status',
  'case.tag',
  'case.note',
  'case.close',
  'case.merge',
  'case.reply',
  'message.read',
  'message.release',
  'customer.read',
  'customer.edit',
  'customer.merge',
  'work.read',
  'work.answer',
  'work.pick',
  'search.read',
  'call.read',
  'call.answer',
  'call.start',
] as const
const supervisor = [
  ...agent,
  'presence.force',
  'work.assign',
  'work.read-all',
  'reports.read',
  'audit.read',
  'call.listen',
  'call.manage',
  'queue.close',
] as const
const admin = [
  ...supervisor,
  'staff.manage',
  'team.manage',
  'queue.manage',
  'number.manage',
  'flow.manage',
  'hours.manage',
  'api-key.manage',
  'customer.erase',
  'customer.export',
  'message.inbound',
  'identity:assert',
  'settings.manage',
  'desk.health',
] as const
const marketing = ['me.read', 'staff.read', 'queue.read', 'reports.read'] as const

/** The one role table: what is not listed is refused. */
export const rolePermissions: Record<Role, readonly Permission[]> = { agent, supervisor, admin, marketing }

export type Permission = (typeof admin)[number]
export const permissions: readonly Permission[] = admin
