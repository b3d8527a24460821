import type { CallMatter } from './call-story.ts'
import { callsOfDays } from './calls-of-days.ts'
import { callsOfWeeks } from './calls-of-weeks.ts'

export const callMatters: readonly CallMatter[] = [...callsOfWeeks, ...callsOfDays]
