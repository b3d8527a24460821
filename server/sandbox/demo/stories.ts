import { generalStories } from './stories-general.ts'
import { orderStories } from './stories-orders.ts'
import { technicalStories } from './stories-technical.ts'
import type { Story } from './story.ts'

export const stories: readonly Story[] = [
  ...generalStories.map((one) => ({ ...one, queue: 'general' as const })),
  ...orderStories.map((one) => ({ ...one, queue: 'orders' as const })),
  ...technicalStories.map((one) => ({ ...one, queue: 'technical' as const })),
]
