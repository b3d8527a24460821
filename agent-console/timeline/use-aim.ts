import { useLocation } from 'react-router'

const decoded = (hash: string): string => {
  try {
    return decodeURIComponent(hash.slice(1))
  } catch {
    // Written by hand, or cut short: then it names nothing.
    return ''
  }
}

/** The line of the timeline that the address names, `#case:…`, and the visit that named it: choosing the same again is another one. */
export const useAim = (): { item: string | undefined; visit: string } => {
  const { hash, key } = useLocation()
  const item = decoded(hash)
  return item.startsWith('case:') ? { item, visit: `${key} ${item}` } : { item: undefined, visit: '' }
}
