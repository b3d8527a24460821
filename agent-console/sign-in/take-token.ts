/** The token of a link, from the fragment: it never reaches a server log. Taken once, then gone from the address and the history. */
export const takeToken = (): string | null => {
  const found = /^#token=([\w.~-]+)$/.exec(location.hash)?.[1] ?? null
  if (found) history.replaceState(history.state, '', location.pathname)
  return found
}
