import type { Role } from '../../staff/index.ts'

/** Larkfield Cycles makes and sells city, cargo and courier bikes. It does not exist, and `.example` never will. */
export const company = { name: 'Larkfield Cycles', domain: 'larkfield.example' } as const

export type QueueKey = 'general' | 'orders' | 'technical'

/** Where things come in: mailboxes, the shop page and the contact form that writes through the API. */
export const sources = {
  general: 'support@larkfield.example',
  orders: 'orders@larkfield.example',
  technical: 'technical@larkfield.example',
  site: 'larkfield-shop',
  form: 'contact-form',
} as const

interface DemoQueue {
  key: QueueKey
  name: string
  sources: string[]
  requiredSkills: Record<string, number>
  optionalSkills: Record<string, number>
}

export const queues: readonly DemoQueue[] = [
  {
    key: 'general',
    name: 'General help',
    sources: [sources.general, sources.site, sources.form],
    requiredSkills: {},
    optionalSkills: { advice: 2 },
  },
  { key: 'orders', name: 'Orders and returns', sources: [sources.orders], requiredSkills: { returns: 1 }, optionalSkills: { billing: 2 } },
  {
    key: 'technical',
    name: 'Technical support',
    sources: [sources.technical],
    requiredSkills: { mechanics: 1 },
    optionalSkills: { electrics: 2 },
  },
]

export interface DemoPerson {
  key: string
  name: string
  role: Role
  skills: Record<string, number>
  capacity: Record<string, number>
  /** Which queues they answered in the past. */
  works: readonly QueueKey[]
}

export const people: readonly DemoPerson[] = [
  {
    key: 'ines',
    name: 'Ines Duarte',
    role: 'agent',
    skills: { returns: 3, billing: 2, advice: 2, mechanics: 1 },
    capacity: { voice: 1, chat: 3, default: 6 },
    works: ['orders', 'general', 'technical'],
  },
  {
    key: 'kenji',
    name: 'Kenji Arai',
    role: 'agent',
    skills: { mechanics: 3, electrics: 3 },
    capacity: { voice: 1, chat: 2, default: 6 },
    works: ['technical'],
  },
  {
    key: 'amina',
    name: 'Amina Yusuf',
    role: 'agent',
    skills: { advice: 3, returns: 1, mechanics: 1 },
    capacity: { voice: 1, chat: 4, default: 5 },
    works: ['general', 'orders'],
  },
  {
    key: 'bo',
    name: 'Bo Lindqvist',
    role: 'agent',
    skills: { returns: 2, billing: 3, advice: 1 },
    capacity: { voice: 1, chat: 3, default: 8 },
    works: ['orders', 'general'],
  },
  {
    key: 'theo',
    name: 'Theo Marsh',
    role: 'agent',
    skills: { mechanics: 2, electrics: 2, advice: 1 },
    capacity: { voice: 1, chat: 2, default: 5 },
    works: ['technical', 'general'],
  },
  {
    key: 'priya',
    name: 'Priya Raman',
    role: 'agent',
    skills: { returns: 2, advice: 2, mechanics: 2, electrics: 1 },
    capacity: { voice: 1, chat: 3, default: 6 },
    works: ['orders', 'technical', 'general'],
  },
  {
    key: 'ruth',
    name: 'Ruth Adler',
    role: 'supervisor',
    skills: { returns: 2, mechanics: 2 },
    capacity: { voice: 1, chat: 1, default: 2 },
    works: [],
  },
  { key: 'sam', name: 'Sam Okafor', role: 'admin', skills: {}, capacity: { voice: 0, chat: 0, default: 0 }, works: [] },
  { key: 'lena', name: 'Lena Vogt', role: 'marketing', skills: {}, capacity: { voice: 0, chat: 0, default: 0 }, works: [] },
]

export const emailOf = (person: Pick<DemoPerson, 'name'>): string => `${person.name.toLowerCase().replace(' ', '.')}@${company.domain}`
export const firstNameOf = (name: string): string => name.split(' ')[0] ?? name
