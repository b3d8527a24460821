import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { useDial } from './use-dial.ts'
import { useNumbers } from './use-numbers.ts'

/** The country whose numbers may be dialled without its code, as at the desk: that of our first number. Not known where this browser cannot call. */
export const useHome = (): string | undefined => {
  const { isOffered } = useDial()
  const { numbers } = useNumbers({ isWanted: isOffered, isWatched: false })
  return numbers.flatMap(({ number, isActive }) => (isActive && parsePhoneNumberFromString(number)?.country) || []).at(0)
}
