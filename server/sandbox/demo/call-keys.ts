import type { CallStory } from './call-story.ts'

/** What callers key: the language, where they want to go, and whether the call may be recorded. */
export const general = ['1', '0', '2']
export const bill = ['1', '2', '3', '2']
export const mechanic = ['1', '3', '0', '2']
export const german = ['2', '3', '0', '2']
export const order = (number: string): string[] => ['1', '1', number, '0142']

export const answered = (given: Omit<CallStory, 'way'>): CallStory => ({ way: 'answered', ...given })
export const left = (given: Omit<CallStory, 'way'>): CallStory => ({ way: 'left', ...given })
export const outbound = (given: Omit<CallStory, 'way'> & { minutesLater?: number }) => ({ way: 'outbound' as const, ...given })
