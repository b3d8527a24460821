import { useQuery } from '@tanstack/react-query'
import type { FlowItem, HoursList } from '../../server/calls/flows/wire.ts'
import type { CarrierNumber, PhoneSettings } from '../../server/calls/wire.ts'
import { useNumbers } from '../calls/use-numbers.ts'
import { get, type Page } from '../desk/call.ts'
import { LOOK_AGAIN_MS } from '../desk/look-again.ts'
import { may, useMe } from '../frame/me.ts'

export const usePhoneSettings = () => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['phone-settings'],
    queryFn: ({ signal }) => get<PhoneSettings>('/phone-settings', undefined, signal),
    refetchInterval: LOOK_AGAIN_MS,
  })
  return { settings: data, isLoading, error: data ? null : error, retry: () => void refetch() }
}

/** Those of the carrier's account that are not ours yet. Asked of the carrier once, when they are wanted: it may take a moment, or not answer. */
export const useCarrierNumbers = (isWanted: boolean) => {
  const { data, isLoading, error } = useQuery({
    queryKey: ['carrier-numbers'],
    queryFn: ({ signal }) => get<Page<CarrierNumber>>('/carrier-numbers', undefined, signal),
    enabled: isWanted,
    retry: false,
  })
  return { numbers: data?.items ?? [], isLoading, error: data ? null : error }
}

/** Our numbers to choose one from, after what it is without a choice. */
export const useNumberChoices = (without: string): { value: string; label: string }[] => {
  const { numbers } = useNumbers()
  const active = numbers.filter((one) => one.isActive)
  return [{ value: '', label: without }, ...active.map(({ number, label }) => ({ value: number, label: `${number}, ${label}` }))]
}

/** The phone menus, and the languages they speak. */
export const useMenus = (): { flows: FlowItem[]; languages: string[] } => {
  const isAllowed = may(useMe(), 'work.read-all')
  const { data } = useQuery({
    queryKey: ['flows'],
    queryFn: ({ signal }) => get<Page<FlowItem>>('/flows', undefined, signal),
    enabled: isAllowed,
  })
  const flows = data?.items ?? []
  const languages = [...new Set(flows.flatMap((one) => one.languages))]
  return { flows, languages: languages.length > 0 ? languages : ['en'] }
}

export const useHours = () => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['hours'],
    queryFn: ({ signal }) => get<HoursList>('/hours', undefined, signal),
    refetchInterval: 60_000,
  })
  return { hours: data, isLoading, error: data ? null : error, retry: () => void refetch() }
}
