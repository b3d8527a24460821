import { Menu, Tooltip } from '@mantine/core'
import { channelSign } from '../signs/channels.ts'
import { ledTo, type Plug, whoAt } from './ways.ts'

/** One click answers the customer by this channel. Where only others are reached, each is chosen by name. */
export const PlugButton = ({
  plug: { channel, ways },
  isOn,
  choose,
  nowMs,
}: {
  plug: Plug
  isOn: boolean
  choose(way: string): void
  nowMs: number
}) => {
  const { icon: Icon, tone, label } = channelSign(channel)
  const { own, others } = ledTo(ways)
  const isBlocked = !own && others.length === 0
  const look = { type: 'button', className: `plug tone-${tone}${isOn ? ' on' : ''}${isBlocked ? ' off' : ''}` } as const
  const face = (
    <>
      <Icon size={14} stroke={1.75} aria-hidden />
      {ways[0]?.label ?? label}
    </>
  )
  if (others.length > 0)
    return (
      <Menu position="top-start">
        <Menu.Target>
          <button {...look}>{face}</button>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map((one) => (
            <Menu.Item key={one.id} onClick={() => choose(one.id)}>
              {whoAt(one, nowMs)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    )
  return (
    <Tooltip label={ways[0]?.why || label} disabled={!isBlocked} events={{ hover: true, focus: true, touch: true }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a radio input cannot say why it cannot be chosen */}
      <button
        {...look}
        role="radio"
        aria-checked={isOn}
        aria-disabled={isBlocked}
        tabIndex={isOn ? 0 : -1}
        // The one that is on may lead to somebody chosen by name: it takes no draft from them.
        onClick={() => own && !isOn && choose(own.id)}
      >
        {face}
      </button>
    </Tooltip>
  )
}
