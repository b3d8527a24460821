import { openCallDesk } from '../e2e/call-pages.ts'
import { callStory } from '../e2e/call-story.ts'
import { misbehave } from './misbehave.ts'

callStory(async () => {
  const desk = await openCallDesk()
  await misbehave(desk.url)
  return desk
})
