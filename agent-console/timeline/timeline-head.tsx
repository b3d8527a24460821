import { Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { useStore } from '../desk/use-store.ts'
import { channelSign } from '../signs/channels.ts'
import { dayName } from '../words/time.ts'
import type { Lanes } from './lanes.ts'
import { shown } from './scroll.ts'

interface TimelineHeadProps {
  lanes: Lanes
  /** ISO: an instant of the day in view. */
  day: string | undefined
  earlier: number
  showEarlier(): void
}

/** Lane signs, the day in view, and what is shown. */
export const TimelineHead = ({ lanes, day, earlier, showEarlier }: TimelineHeadProps) => {
  const { channel, hasEvents } = useStore(shown)
  const tick = <IconCheck size={14} stroke={1.75} aria-hidden />
  return (
    <div className="tlh">
      <div className="lanes" aria-hidden>
        {lanes.channels.map((kind) => {
          const { icon: Icon, tone } = channelSign(kind)
          return (
            <span key={kind} style={{ insetInlineStart: lanes.x(kind) - 7, color: `var(--ch-${tone})` }}>
              <Icon size={14} stroke={1.75} />
            </span>
          )
        })}
      </div>
      <span>{day ? dayName(day) : ''}</span>
      {earlier > 0 ? (
        <button type="button" className="lk" onClick={showEarlier}>
          {earlier} earlier
        </button>
      ) : null}
      <span className="sp" />
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="fl">
            {channel ? channelSign(channel).label : 'All channels'}
            <IconChevronDown size={12} stroke={1.75} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item rightSection={channel === null ? tick : null} onClick={() => shown.set({ channel: null, hasEvents })}>
            All channels
          </Menu.Item>
          {lanes.channels.map((kind) => (
            <Menu.Item key={kind} rightSection={channel === kind ? tick : null} onClick={() => shown.set({ channel: kind, hasEvents })}>
              {channelSign(kind).label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <button type="button" className="fl" aria-pressed={hasEvents} onClick={() => shown.set({ channel, hasEvents: !hasEvents })}>
        {hasEvents ? 'Notes and events' : 'Messages only'}
      </button>
    </div>
  )
}
