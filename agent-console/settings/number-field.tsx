import { Autocomplete } from '@mantine/core'
import type { CarrierNumber } from '../../server/calls/wire.ts'
import { useCarrierNumbers } from './use-phone-settings.ts'

const SUCH_AS = 'such as +1 202 555 0142'
/** What carriers call a number that nobody gave a name: the number itself, written otherwise. */
const isName = (label: string): boolean => /\p{L}/u.test(label)

const help = ({ numbers, isLoading, error }: ReturnType<typeof useCarrierNumbers>): string => {
  if (isLoading) return 'Your carrier account is asked for its numbers.'
  if (error)
    return `Your carrier account could not be asked for its numbers. ${error.message} Type the number with its country code, ${SUCH_AS}.`
  if (numbers.length === 0)
    return `Your carrier account has no number that is not here already. Type one with its country code, ${SUCH_AS}.`
  return `One of your carrier account that is not here yet. Choose it, or type it with its country code, ${SUCH_AS}.`
}

/** A number to add: what the carrier's account has beside ours is offered, and anything can be typed. `onName`: what the account calls the one that was chosen. */
export const NumberField = ({ value, onChange, onName }: { value: string; onChange(value: string): void; onName(name: string): void }) => {
  const there = useCarrierNumbers(true)
  const nameOf = (number: string): string => there.numbers.find((one: CarrierNumber) => one.number === number)?.label ?? ''
  return (
    <Autocomplete
      label="Number"
      description={<span aria-live="polite">{help(there)}</span>}
      inputWrapperOrder={['label', 'input', 'description']}
      type="tel"
      required
      withAsterisk={false}
      maxLength={30}
      autoComplete="off"
      data-autofocus
      data={there.numbers.map((one) => one.number)}
      renderOption={({ option }) => (
        <span className="named">
          <bdi dir="ltr">{option.value}</bdi>
          {isName(nameOf(option.value)) ? <small className="mut">{nameOf(option.value)}</small> : null}
        </span>
      )}
      value={value}
      onChange={onChange}
      onOptionSubmit={(number) => {
        if (isName(nameOf(number))) onName(nameOf(number))
      }}
    />
  )
}
