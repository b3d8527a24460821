import { callStory } from './call-story.ts'

callStory()
