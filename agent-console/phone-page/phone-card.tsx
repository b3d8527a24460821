import { IconX } from '@tabler/icons-react'
import { useStore } from '../desk/use-store.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { CallButtons } from './call-buttons.tsx'
import { DialPad } from './dial-pad.tsx'
import { NumberFields } from './number-fields.tsx'
import { PhoneStatus } from './phone-status.tsx'
import type { Phones, Placed } from './phones.ts'
import { SaidPanel } from './said-panel.tsx'

interface Props {
  placed: Placed
  name: string
  phones: Phones
  isActive: boolean
  touch(): void
}

/** One telephone beside what is said on it. */
export const PhoneCard = ({ placed, name, phones, isActive, touch }: Props) => {
  const { call } = useStore(placed.phone.view)
  const isBusy = call !== null && call.state !== 'ended'
  return (
    <article className="ph" aria-label={name} data-active={isActive || undefined} onPointerDownCapture={touch} onFocusCapture={touch}>
      <div className="ph-l">
        <NumberFields placed={placed} phones={phones} isBusy={isBusy} />
        <PhoneStatus placed={placed} />
        <DialPad placed={placed} phones={phones} />
        <CallButtons placed={placed} />
      </div>
      <SaidPanel phone={placed.phone}>
        {isActive || phones.all.get().length > 1 ? (
          <IconButton label="Take this phone away" disabled={isBusy} onClick={() => phones.remove(placed.key)}>
            <IconX size={16} stroke={1.75} aria-hidden />
          </IconButton>
        ) : null}
      </SaidPanel>
    </article>
  )
}
