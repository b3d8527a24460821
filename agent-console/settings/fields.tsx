import { NativeSelect, Switch, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { isSame } from '../desk/changed-of.ts'
import { languageName } from '../words/language-name.ts'

const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

export const Section = ({ title, about, children }: { title: string; about?: string; children: ReactNode }) => (
  <section className="set-s">
    <header>
      <h2>{title}</h2>
      {about ? <p>{about}</p> : null}
    </header>
    <div className="set-f">{children}</div>
  </section>
)

interface NumberFieldProps {
  label: string
  /** Behind the figure: `seconds`. */
  unit?: string
  about?: string
  min: number
  max: number
  value: number
  isDisabled?: boolean
  onChange(value: number): void
}

/** A whole number. What is typed and not accepted is not taken, and the last accepted figure comes back. */
export const NumberField = ({ label, unit, about, min, max, value, isDisabled = false, onChange }: NumberFieldProps) => {
  const [text, setText] = useState<string | null>(null)
  return (
    <TextInput
      className="set-n"
      type="number"
      inputMode="numeric"
      label={unit ? `${label}, in ${unit}` : label}
      description={about}
      inputWrapperOrder={order}
      required
      withAsterisk={false}
      disabled={isDisabled}
      min={min}
      max={max}
      value={text ?? String(value)}
      onChange={(event) => {
        const { value: typed, valueAsNumber } = event.currentTarget
        setText(typed)
        if (Number.isInteger(valueAsNumber) && valueAsNumber >= min && valueAsNumber <= max) onChange(valueAsNumber)
      }}
      onBlur={() => setText(null)}
    />
  )
}

interface ChoiceFieldProps<V extends string> {
  label: string
  about?: string
  value: V
  choices: readonly { value: V; label: string }[]
  onChange(value: V): void
}

export const ChoiceField = <V extends string>({ label, about, value, choices, onChange }: ChoiceFieldProps<V>) => (
  <NativeSelect
    label={label}
    description={about}
    inputWrapperOrder={order}
    data={[...choices]}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value as V)}
  />
)

export const SwitchField = ({
  label,
  about,
  value,
  onChange,
}: {
  label: string
  about?: string
  value: boolean
  onChange(value: boolean): void
}) => <Switch label={label} description={about} checked={value} onChange={(event) => onChange(event.currentTarget.checked)} />

interface LinesFieldProps {
  label: string
  about?: string
  value: readonly string[]
  onChange(value: string[]): void
}

/** One entry a line; empty lines and doubles are left out. What somebody else adds meanwhile stands there at once. */
export const LinesField = ({ label, about, value, onChange }: LinesFieldProps) => {
  const [typed, setTyped] = useState<{ text: string; lines: string[] } | null>(null)
  return (
    <Textarea
      label={label}
      description={about}
      inputWrapperOrder={order}
      autosize
      minRows={2}
      maxRows={10}
      spellCheck={false}
      value={typed && isSame(typed.lines, value) ? typed.text : value.join('\n')}
      onChange={(event) => {
        const text = event.currentTarget.value
        const all = text.split('\n').map((one) => one.trim())
        const lines = [...new Set(all.filter(Boolean))]
        setTyped({ text, lines })
        onChange(lines)
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

/** Words for each language that the phone menus speak. */
export const SpokenField = ({
  label,
  languages,
  value,
  placeholder,
  onChange,
}: {
  label: string
  languages: readonly string[]
  value: Readonly<Record<string, string>>
  placeholder?: Readonly<Record<string, string>>
  onChange(value: Record<string, string>): void
}) => (
  <fieldset className="set-t">
    <legend>{label}</legend>
    {languages.map((code) => (
      <Textarea
        key={code}
        lang={code}
        label={languageName(code)}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={600}
        placeholder={placeholder?.[code]}
        value={value[code] ?? ''}
        onChange={(event) => {
          const { [code]: _, ...others } = value
          const words = event.currentTarget.value
          onChange(words === '' ? others : { ...others, [code]: words })
        }}
      />
    ))}
  </fieldset>
)
