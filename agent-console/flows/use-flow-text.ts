import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { FlowCheck, FlowText, FlowVersion, FlowVersionText } from '../../server/calls/flows/wire.ts'
import { call, get, type Page, post } from '../desk/call.ts'
import { queryClient } from '../desk/query-client.ts'

const LOOK_AGAIN_MS = 10_000
/** Nobody wants to be told of a fault in a word that they are writing. */
const PAUSE_MS = 350

export const pathOf = (name: string): string => `/flows/${encodeURIComponent(name)}`

/** The words of a menu, looked at again now and then: somebody may publish others meanwhile. */
export const useFlowText = (name: string | null) => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['flow-text', name],
    queryFn: ({ signal }) => get<FlowText>(`${pathOf(name ?? '')}/text`, undefined, signal),
    enabled: name !== null,
    refetchInterval: LOOK_AGAIN_MS,
  })
  return { words: data, isLoading, error: data ? null : error, retry: () => void refetch() }
}

export const setFlowText = (words: FlowText): void => {
  queryClient.setQueryData(['flow-text', words.name], words)
  for (const key of ['flows', 'flow', 'flow-versions']) void queryClient.invalidateQueries({ queryKey: [key] })
}
export const askFlowText = (name: string): Promise<void> => queryClient.invalidateQueries({ queryKey: ['flow-text', name] })

/** What the desk says of a text, once its author pauses. */
export const useFlowCheck = (name: string, text: string, version: number, isAsked: boolean) => {
  const [settled] = useDebouncedValue(text, PAUSE_MS)
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['flow-check', name, version, settled],
    queryFn: ({ signal }) => call<FlowCheck>({ method: 'POST', path: `${pathOf(name)}/check`, body: { text: settled }, signal }),
    enabled: isAsked,
    placeholderData: (before) => before,
    gcTime: 30_000,
    staleTime: 30_000,
  })
  return { check: data, error: data ? null : error, isCurrent: data !== undefined && !isPlaceholderData && settled === text }
}

export const useVersions = (name: string) => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['flow-versions', name],
    queryFn: ({ signal }) => get<Page<FlowVersion>>(`${pathOf(name)}/versions`, undefined, signal),
    refetchInterval: LOOK_AGAIN_MS,
  })
  return { versions: data?.items, isLoading, error: data ? null : error, retry: () => void refetch() }
}

export const useVersion = (name: string, version: number | null) => {
  const { data, error, refetch } = useQuery({
    queryKey: ['flow-versions', name, version],
    queryFn: ({ signal }) => get<FlowVersionText>(`${pathOf(name)}/versions/${version}`, undefined, signal),
    enabled: version !== null,
  })
  return { text: data, error: data ? null : error, retry: () => void refetch() }
}

export const publishText = async (name: string, given: { text: string; note: string; over: number }, key: string): Promise<void> =>
  setFlowText(await post<FlowText>(`${pathOf(name)}/publish`, given, key))

export const restoreVersion = async (name: string, given: { version: number; note: string; over: number }, key: string): Promise<void> =>
  setFlowText(await post<FlowText>(`${pathOf(name)}/restore`, given, key))
