import { callStory } from '../e2e/call-story.ts'
import { openBadDay } from './misbehave.ts'

callStory(openBadDay)
