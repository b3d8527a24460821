import { IconPlus, IconX } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { Member } from '../../server/staff/wire.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { skillName } from './skill-words.ts'

type Skills = Member['skills']
const levels = [1, 2, 3] as const
const levelWords = { 1: 'Knows it', 2: 'Good at it', 3: 'Expert' } as const

interface SkillsFieldProps {
  label?: string
  value: Skills
  known: readonly string[]
  onChange(skills: Skills): void
}

/** Skills by level; `known` are those of colleagues, so that one skill has one name. */
export const SkillsField = ({ label = 'Skills', value, known, onChange }: SkillsFieldProps) => {
  const [draft, setDraft] = useState('')
  const list = useId()
  const name = draft.trim().toLowerCase().slice(0, 40)
  const add = () => {
    if (name && !(name in value)) onChange({ ...value, [name]: 1 })
    setDraft('')
  }
  const drop = (skill: string) => onChange(Object.fromEntries(Object.entries(value).filter(([one]) => one !== skill)))
  return (
    <fieldset className="skills">
      <legend>{label}</legend>
      {Object.entries(value).map(([skill, level]) => (
        <div key={skill} className="skill">
          <span>{skillName(skill)}</span>
          <span className="levels" role="radiogroup" aria-label={`Level of ${skillName(skill)}`}>
            {levels.map((one) => (
              <label key={one} className={one === level ? 'on' : ''} title={levelWords[one]}>
                <input
                  type="radio"
                  className="sr"
                  name={`${list}${skill}`}
                  aria-label={`${one}: ${levelWords[one]}`}
                  checked={one === level}
                  onChange={() => onChange({ ...value, [skill]: one })}
                />
                {one}
              </label>
            ))}
          </span>
          <IconButton label={`Remove ${skillName(skill)}`} onClick={() => drop(skill)}>
            <IconX size={15} stroke={1.75} aria-hidden />
          </IconButton>
        </div>
      ))}
      <div className="skill-add">
        <input
          aria-label="Add a skill"
          placeholder="Add a skill"
          list={list}
          value={draft}
          maxLength={40}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            // Enter would save the whole dialog.
            event.preventDefault()
            add()
          }}
        />
        <datalist id={list}>
          {known
            .filter((one) => !(one in value))
            .map((one) => (
              <option key={one} value={one} />
            ))}
        </datalist>
        <IconButton label="Add the skill" disabled={!name} onClick={add}>
          <IconPlus size={17} stroke={1.75} aria-hidden />
        </IconButton>
      </div>
    </fieldset>
  )
}
