import { useEffect, useRef } from 'react'
import { Keys } from '../signs/keys.tsx'
import type { Choice } from './use-choices.tsx'

export const PaletteRow = ({ choice, id, isOn, take }: { choice: Choice; id: string; isOn: boolean; take(choice: Choice): void }) => {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isOn) element.current?.scrollIntoView({ block: 'nearest' })
  }, [isOn])
  return (
    // Options are chosen by the field's keys; the mouse is the other way.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      ref={element}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isOn}
      className={isOn ? 'pal-r on' : 'pal-r'}
      onClick={() => take(choice)}
    >
      {choice.sign}
      <span className="pal-t">
        <span>{choice.title}</span>
        {choice.detail ? <small>{choice.detail}</small> : null}
      </span>
      {choice.keys?.map((press) => (
        <Keys key={press.join()} keys={press} />
      ))}
      {choice.aside ? <span className="mut">{choice.aside}</span> : null}
    </div>
  )
}
