import { Tooltip } from '@mantine/core'
import type { TablerIcon } from '@tabler/icons-react'
import type { Ref } from 'react'

interface BarButtonProps {
  label: string
  icon: TablerIcon
  keys?: string
  isOn?: boolean
  tone?: 'end'
  isDisabled?: boolean
  onClick(): void
  ref?: Ref<HTMLButtonElement>
}

/** One act on the plate: a glyph over its word. */
export const BarButton = ({ label, icon: Icon, keys, isOn = false, tone, isDisabled = false, onClick, ref }: BarButtonProps) => (
  // The word stands on the button: only its key is news, and a tooltip would lie over what stands below the plate.
  <Tooltip label={keys} disabled={!keys} openDelay={500}>
    <button
      ref={ref}
      type="button"
      className={`bar-b${isOn ? ' on' : ''}${tone === 'end' ? ' end' : ''}`}
      aria-pressed={tone === 'end' ? undefined : isOn}
      disabled={isDisabled}
      onClick={onClick}
    >
      <span>
        <Icon size={17} stroke={1.75} aria-hidden />
      </span>
      {label}
    </button>
  </Tooltip>
)
