import { useEffect, useState, useSyncExternalStore } from 'react'
import { topics } from './live.ts'
import type { TopicView } from './topics.ts'

const none: TopicView = { phase: 'waiting', rows: new Map(), taken: 0 }

/** The rows of a topic, kept up to date. Everyone who follows the same topic shares one subscription. */
export const useTopic = (topic: string | null): TopicView => {
  const [followed, setFollowed] = useState<{ topic: string; one: ReturnType<typeof topics.follow> } | null>(null)
  useEffect(() => {
    if (topic === null) return setFollowed(null)
    const one = topics.follow(topic)
    setFollowed({ topic, one })
    return one.leave
  }, [topic])
  const view = followed?.topic === topic ? followed?.one.view : undefined
  return useSyncExternalStore(view?.subscribe ?? (() => () => {}), view?.get ?? (() => none))
}
