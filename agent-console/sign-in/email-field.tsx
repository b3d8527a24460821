interface EmailFieldProps {
  value: string
  onChange(value: string): void
  /** The page has come up to ask for this. */
  hasFocus?: boolean
}

export const EmailField = ({ value, onChange, hasFocus = false }: EmailFieldProps) => (
  <div className="field">
    <label htmlFor="email">Email</label>
    <input
      id="email"
      type="email"
      value={value}
      required
      maxLength={190}
      autoComplete="username"
      ref={hasFocus ? focusOnce : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  </div>
)

const focusOnce = (input: HTMLInputElement | null): void => input?.focus()
