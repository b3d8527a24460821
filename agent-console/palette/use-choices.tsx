import { useDebouncedValue } from '@mantine/hooks'
import { IconBolt, IconBriefcase, IconMessage, IconUser } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { SearchItem } from '../../server/search/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { messageOf } from '../desk/desk-error.ts'
import { useStore } from '../desk/use-store.ts'
import { may, useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { type ActName, actNames, signOf } from '../keys/keymap.ts'
import { registry } from '../keys/registry.ts'
import { withPhoneWords } from '../words/phone-words.ts'
import { stamp } from '../words/time.ts'
import { palette } from './palette-store.ts'

export interface Choice {
  key: string
  title: string
  detail?: string
  aside?: string
  sign: ReactNode
  keys?: readonly (readonly string[])[]
  act?: ActName
  run(): void
}

const icon = { size: 17, stroke: 1.75, 'aria-hidden': true } as const
const kinds = [
  { kind: 'case', title: 'Cases', sign: <IconBriefcase {...icon} /> },
  { kind: 'customer', title: 'Customers', sign: <IconUser {...icon} /> },
  { kind: 'message', title: 'Messages', sign: <IconMessage {...icon} /> },
] as const

const addressOf = ({ kind, id, caseId }: SearchItem): string => (kind === 'customer' ? `/customers/${id}` : `/cases/${caseId ?? id}`)
const hidden: readonly ActName[] = ['palette.open', 'list.next', 'list.previous']

/** What can be chosen for the words asked: acts that exist now, then what the desk finds. */
export const useChoices = (asked: string) => {
  const me = useMe()
  const now = useNow()
  const navigate = useNavigate()
  const { choose } = useStore(palette)
  const can = useStore(registry)
  const [words] = useDebouncedValue(asked.trim(), 150)
  const { data, isFetching, error } = useQuery({
    queryKey: ['search', words],
    queryFn: ({ signal }) => get<Page<SearchItem>>('/search', { q: words, limit: 20 }, signal),
    enabled: words !== '' && may(me, 'search.read'),
    placeholderData: (before) => before,
  })
  const plain = asked.trim().toLowerCase()
  const acts = choose
    ? []
    : actNames
        .filter((name) => can.has(name) && !hidden.includes(name) && signOf(name).label.toLowerCase().includes(plain))
        .map(
          (name): Choice => ({
            key: name,
            title: signOf(name).label,
            sign: <IconBolt {...icon} />,
            keys: signOf(name).keys,
            act: name,
            run: () => {},
          }),
        )
  const found = words === '' ? [] : (data?.items ?? [])
  const groups = kinds
    .filter(({ kind }) => !choose || choose.kinds.some((one) => one === kind))
    .map(({ kind, title, sign }) => ({
      title: withPhoneWords(title),
      choices: found
        .filter((item) => item.kind === kind)
        .map(
          (item): Choice => ({
            key: `${kind}${item.id}`,
            title: item.title,
            ...(item.snippet ? { detail: item.snippet } : {}),
            aside: stamp(item.at, now),
            sign,
            run: () => (choose ? choose.take(item.id, item.title) : void navigate(addressOf(item))),
          }),
        ),
    }))
  return {
    groups: [{ title: 'Acts', choices: plain === '' ? acts.slice(0, 14) : acts.slice(0, 6) }, ...groups].filter(
      ({ choices }) => choices.length > 0,
    ),
    isSearching: isFetching && found.length === 0,
    note: error ? `The search did not answer. Acts still work. ${messageOf(error)}` : undefined,
  }
}
