import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Screen } from '../screen.ts'
import type { State } from '../store.ts'
import type { Item } from '../timeline.ts'
import type { Visit } from '../visit.ts'
import { Bubble } from './bubble.tsx'
import { Icon } from './icon.tsx'
import { Waiting } from './waiting.tsx'

const NEAR_PX = 80

/** The chat itself: a log that reads itself out politely and stays at its end unless the visitor has scrolled up. */
export const Talk = ({ screen, state, visit, goOn }: { screen: Screen; state: State; visit: Visit; goOn(): void }) => {
  const box = useRef<HTMLElement>(null)
  const isAtEnd = useRef(true)
  const [unseen, setUnseen] = useState(0)
  const count = useRef(screen.items.length)
  const toEnd = (): void => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
    setUnseen(0)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: all that makes the log longer or shows it
  useLayoutEffect(() => {
    const more = screen.items.length - count.current
    count.current = screen.items.length
    const last = screen.items[screen.items.length - 1]
    if (isAtEnd.current || (last?.as === 'said' && last.clientId && more > 0)) toEnd()
    else if (more > 0 && last?.as === 'said' && last.isOurs) setUnseen((before) => before + more)
  }, [screen.items.length, screen.typingName, state.isOpen, screen.isWaiting])
  useEffect(() => {
    const resized = new ResizeObserver(() => {
      if (isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight
    })
    if (box.current) resized.observe(box.current)
    return () => resized.disconnect()
  }, [])
  const onScroll = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = box.current ?? { scrollHeight: 0, scrollTop: 0, clientHeight: 0 }
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX
    if (isAtEnd.current) setUnseen(0)
  }
  return (
    <div class="talk">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="wg-b" ref={box} onScroll={onScroll} tabIndex={0} aria-label="Messages">
        <div class="push" />
        <div role="log" aria-live="polite" class="log">
          {screen.items.map((item) => (
            <Line key={item.key} item={item} visit={visit} />
          ))}
        </div>
        {screen.isWaiting ? <Waiting state={state} visit={visit} /> : null}
        {screen.typingName ? (
          <div class="msg us ty" role="status" aria-label={`${screen.typingName} is typing`}>
            <p>
              <i />
              <i />
              <i />
            </p>
          </div>
        ) : null}
        {screen.hasEnded ? (
          <div class="wt">
            <button type="button" class="lk" onClick={goOn}>
              <Icon name="again" size={16} />
              Ask something else
            </button>
          </div>
        ) : null}
      </section>
      {unseen > 0 ? (
        <button
          type="button"
          class="pill"
          onClick={() => {
            toEnd()
            box.current?.focus()
          }}
        >
          {unseen} new
        </button>
      ) : null}
    </div>
  )
}

const Line = ({ item, visit }: { item: Item; visit: Visit }) =>
  item.as === 'note' ? <p class="wd">{item.text}</p> : <Bubble item={item} visit={visit} />
