import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useState } from 'react'

interface PasswordFieldProps {
  label: string
  value: string
  onChange(value: string): void
  autoComplete: 'current-password' | 'new-password'
  hint?: string
}

export const PasswordField = ({ label, value, onChange, autoComplete, hint }: PasswordFieldProps) => {
  const [isShown, setIsShown] = useState(false)
  return (
    <div className="field">
      <label htmlFor="password">{label}</label>
      <span className="pw">
        <input
          id="password"
          type={isShown ? 'text' : 'password'}
          value={value}
          required
          maxLength={128}
          autoComplete={autoComplete}
          aria-describedby={hint ? 'password-hint' : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <button type="button" className="ib" aria-label={isShown ? 'Hide password' : 'Show password'} onClick={() => setIsShown(!isShown)}>
          {isShown ? <IconEyeOff size={17} stroke={1.75} aria-hidden /> : <IconEye size={17} stroke={1.75} aria-hidden />}
        </button>
      </span>
      {hint ? (
        <small id="password-hint" className="mut">
          {hint}
        </small>
      ) : null}
    </div>
  )
}
