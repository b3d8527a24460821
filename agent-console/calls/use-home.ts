import { useQuery } from '@tanstack/react-query'
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { NumberView } from '../../server/calls/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { LOOK_AGAIN_MS } from '../desk/look-again.ts'
import { useDial } from './use-dial.ts'

/** The country whose numbers may be dialled without its code, as at the desk: that of our first number. Not known where this browser cannot call. */
export const useHome = (): string | undefined => {
  const { isOffered } = useDial()
  const { data } = useQuery({
    queryKey: ['numbers'],
    queryFn: ({ signal }) => get<Page<NumberView>>('/numbers', undefined, signal),
    enabled: isOffered,
    staleTime: LOOK_AGAIN_MS,
  })
  return data?.items.flatMap(({ number, isActive }) => (isActive && parsePhoneNumberFromString(number)?.country) || []).at(0)
}
