import { flowStories } from './flow-stories.ts'

flowStories()
