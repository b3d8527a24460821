import { IconX } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { IconButton } from '../signs/icon-button.tsx'

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
/** Every two letters that are a country's. The browser knows them; those of no country (the European Union, unknown places) are left out. */
const none = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO'])
const all = letters
  .flatMap((first) => letters.map((second) => `${first}${second}`))
  .flatMap((code) => (none.has(code) ? [] : [{ code, name: names.of(code) ?? '' }]))
  .filter(({ name }) => name !== '')
  .sort((a, b) => a.name.localeCompare(b.name))
const codeOf = (words: string): string | undefined =>
  all.find(({ code, name }) => code === words.trim().toUpperCase() || name.toLowerCase() === words.trim().toLowerCase())?.code

/** Countries by name; none means those of our own numbers. */
export const CountriesField = ({ value, onChange }: { value: readonly string[]; onChange(value: string[]): void }) => {
  const [words, setWords] = useState('')
  const list = useId()
  const add = (typed: string): boolean => {
    const code = codeOf(typed)
    if (!code) return false
    if (!value.includes(code)) onChange([...value, code])
    setWords('')
    return true
  }
  return (
    <fieldset className="skills">
      <legend>Countries that may be called</legend>
      {value.length === 0 ? <p className="mut">The countries of our own numbers.</p> : null}
      {value.map((code) => (
        <div key={code} className="skill">
          <span>{names.of(code) ?? code}</span>
          <IconButton label={`Remove ${names.of(code) ?? code}`} onClick={() => onChange(value.filter((one) => one !== code))}>
            <IconX size={15} stroke={1.75} aria-hidden />
          </IconButton>
        </div>
      ))}
      <div className="skill-add">
        <input
          aria-label="Add a country"
          placeholder="Add a country"
          list={list}
          value={words}
          autoComplete="off"
          onChange={(event) => {
            // A name chosen from the list is whole at once.
            if (!add(event.currentTarget.value)) setWords(event.currentTarget.value)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add(words)
          }}
        />
        <datalist id={list}>
          {all
            .filter(({ code }) => !value.includes(code))
            .map(({ code, name }) => (
              <option key={code} value={name} />
            ))}
        </datalist>
      </div>
    </fieldset>
  )
}
