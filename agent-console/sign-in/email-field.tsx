export const EmailField = ({ value, onChange }: { value: string; onChange(value: string): void }) => (
  <div className="field">
    <label htmlFor="email">Email</label>
    <input
      id="email"
      type="email"
      value={value}
      required
      maxLength={190}
      autoComplete="username"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  </div>
)
