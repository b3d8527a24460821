import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import {
  LATEST_STEP_SECONDS,
  MOST_STEPS,
  preparedSoftening,
  type SofteningStep,
  softeningFault,
} from '../../server/queues/softening/wire.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { Section } from './fields.tsx'
import { dropWords, stepWords } from './softening-words.ts'

const drops = (['0', '1', '2', 'all'] as const).map((value) => ({ value, label: dropWords[value] }))
const dropOf = (value: string): SofteningStep['drop'] => (value === 'all' ? 'all' : (Number(value) as 0 | 1 | 2))

/** The step that most would set next. */
const stepAfter = (last: SofteningStep | undefined): SofteningStep => ({
  afterSeconds: (last?.afterSeconds ?? 0) + 60,
  drop: last ? 'all' : 1,
  besideLive: last ? last.besideLive || last.drop === 'all' : false,
})

interface StepRowProps {
  step: SofteningStep
  at: number
  fault: string | undefined
  set(part: Partial<SofteningStep>): void
  remove(): void
}

const StepRow = ({ step, at, fault, set, remove }: StepRowProps) => {
  const [text, setText] = useState<string | null>(null)
  return (
    <li>
      <TextInput
        type="number"
        inputMode="numeric"
        rightSection="s"
        rightSectionPointerEvents="none"
        aria-label={`Step ${at + 1}: after how many seconds`}
        min={1}
        max={LATEST_STEP_SECONDS}
        error={fault !== undefined}
        {...(fault === undefined ? {} : { 'aria-describedby': 'soft-fault' })}
        value={text ?? String(step.afterSeconds)}
        onChange={(event) => {
          const { value, valueAsNumber } = event.currentTarget
          setText(value)
          if (Number.isInteger(valueAsNumber) && valueAsNumber >= 1 && valueAsNumber <= LATEST_STEP_SECONDS)
            set({ afterSeconds: valueAsNumber })
        }}
        onBlur={() => setText(null)}
      />
      <NativeSelect
        aria-label={`Step ${at + 1}: required skills`}
        data={drops}
        value={String(step.drop)}
        onChange={(event) => set({ drop: dropOf(event.currentTarget.value) })}
      />
      <Checkbox
        label="Calls also beside chats"
        checked={step.besideLive}
        onChange={(event) => set({ besideLive: event.currentTarget.checked })}
      />
      <IconButton label={`Remove step ${at + 1}`} onClick={remove}>
        <IconTrash size={16} stroke={1.75} aria-hidden />
      </IconButton>
    </li>
  )
}

/** How the queue asks for less while its work waits; null: as the desk has it prepared. */
export const QueueSofteningFields = ({
  value,
  onChange,
}: {
  value: SofteningStep[] | null
  onChange(value: SofteningStep[] | null): void
}) => {
  const place = useRef<HTMLDivElement>(null)
  /** Where the keyboard goes on after what it was on is gone. */
  const [goesOn, setGoesOn] = useState(0)
  useEffect(() => {
    if (goesOn > 0) place.current?.querySelector<HTMLElement>('li:last-child input, button')?.focus()
  }, [goesOn])
  const change = (next: SofteningStep[] | null): void => {
    onChange(next)
    setGoesOn(goesOn + 1)
  }
  const fault = softeningFault(value ?? [])
  const last = value?.at(-1)
  return (
    <Section
      title="Asking for less"
      about="What waits is offered to more and more colleagues, rather than to nobody. Its age counts from when it came in."
    >
      <div ref={place} className="set-soft">
        {value === null ? (
          <>
            <p>The desk’s prepared steps:</p>
            <ul className="soft-p">
              {preparedSoftening.map((one) => (
                <li key={one.afterSeconds}>{stepWords(one)}</li>
              ))}
            </ul>
            <div>
              <button type="button" className="btn" onClick={() => change([...preparedSoftening])}>
                Set steps of its own
              </button>
            </div>
          </>
        ) : (
          <>
            {value.length === 0 ? (
              <p>
                It never asks for less: work waits until somebody with all required skills is free, and calls for somebody without chats.
              </p>
            ) : (
              <div>
                <div className="soft-h" aria-hidden>
                  <span>After</span>
                  <span>Required skills</span>
                </div>
                <ol className="soft-l" aria-label="Steps">
                  {value.map((step, at) => (
                    <StepRow
                      // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the order
                      key={at}
                      step={step}
                      at={at}
                      fault={fault?.at === at ? fault.why : undefined}
                      set={(part) => onChange(value.map((one, other) => (other === at ? { ...one, ...part } : one)))}
                      remove={() => change(value.filter((_, other) => other !== at))}
                    />
                  ))}
                </ol>
              </div>
            )}
            <p id="soft-fault" className="soft-f" role="status">
              {fault?.why ?? ''}
            </p>
            <div className="soft-a">
              <button
                type="button"
                className="btn"
                disabled={value.length >= MOST_STEPS || (last?.drop === 'all' && last.besideLive)}
                onClick={() => change([...value, stepAfter(last)])}
              >
                <IconPlus size={16} stroke={1.75} aria-hidden />
                Add step
              </button>
              <button type="button" className="btn ghost" onClick={() => change(null)}>
                Use the prepared steps
              </button>
            </div>
          </>
        )}
      </div>
    </Section>
  )
}
