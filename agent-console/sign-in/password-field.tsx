import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'

export const NEW_PASSWORD = 'Ten characters or more.'

interface PasswordFieldProps {
  label: string
  value: string
  onChange(value: string): void
  autoComplete: 'current-password' | 'new-password'
  hint?: string
  isOptional?: boolean
  /** Stands opposite the label. */
  children?: ReactNode
}

export const PasswordField = ({ label, value, onChange, autoComplete, hint, isOptional = false, children }: PasswordFieldProps) => {
  const id = useId()
  const [isShown, setIsShown] = useState(false)
  const Icon = isShown ? IconEyeOff : IconEye
  return (
    <div className="field">
      <span className="lb">
        <label htmlFor={id}>{label}</label>
        {children}
      </span>
      <span className="pw">
        <input
          id={id}
          type={isShown ? 'text' : 'password'}
          value={value}
          required={!isOptional}
          minLength={autoComplete === 'new-password' ? 10 : undefined}
          maxLength={128}
          autoComplete={autoComplete}
          aria-describedby={hint ? `${id}hint` : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <button type="button" className="ib" aria-label={isShown ? 'Hide password' : 'Show password'} onClick={() => setIsShown(!isShown)}>
          <Icon size={17} stroke={1.75} aria-hidden />
        </button>
      </span>
      {hint ? (
        <small id={`${id}hint`} className="mut">
          {hint}
        </small>
      ) : null}
    </div>
  )
}
