/** What a link carries in its fragment, where it reaches no server log: the way in, and its token. */
export interface Ticket {
  kind: 'link' | 'invitation' | 'password' | 'first-admin'
  token: string
}

const kinds: Record<string, Ticket['kind']> = {
  link: 'link',
  token: 'link',
  invitation: 'invitation',
  password: 'password',
  'first-admin': 'first-admin',
}

/** Pure: the ticket in an address, if there is one. */
export const ticketIn = (path: string, hash: string): Ticket | null => {
  const [, name = '', token = ''] = /^#([a-z-]+)=([\w.~-]{8,})$/.exec(hash) ?? []
  const kind = path === '/welcome' && name === 'token' ? 'first-admin' : kinds[name]
  return kind && (path === '/sign-in' || path === '/welcome') ? { kind, token } : null
}
