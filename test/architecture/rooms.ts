import type { Source } from './sources.ts'

/** Rooms from left to right: a room imports only from groups before its own. Rooms of one group never import each other. */
export const order: readonly (readonly string[])[] = [
  ['platform'],
  ['staff'],
  ['sign-in', 'restore', 'calendars', 'queues'],
  ['customers'],
  ['cases'],
  ['hub'],
  ['routing', 'escalation', 'knowledge', 'notices', 'webhooks', 'workspace', 'product-issues'],
  ['ivr'],
  ['calls'],
  ['search'],
  ['screens', 'reports'],
  ['demo', 'sandbox'],
  ['config', 'limits'],
  ['app'],
  ['run-desk'],
  ['main', 'cli'],
]

/** Rooms that see less than their place would allow. */
export const narrow: Record<string, readonly string[]> = {
  ivr: ['platform'],
  config: ['platform'],
  limits: ['platform'],
  'run-desk': ['platform', 'config', 'app'],
  main: ['platform', 'run-desk'],
}

/** A channel sees the hub's face and those it is made of (who acts, what happens in a case), and by its nature perhaps the ports it implements. */
const channelsSee: Record<string, readonly string[]> = { twilio: ['platform', 'staff', 'cases', 'hub', 'calls'] }
const everyChannelSees = ['platform', 'staff', 'cases', 'hub']

/** The room of a path below `server/`: its folder, or its name if it stands at the top; a channel is a room of its own. */
export const roomOf = (path: string): string => {
  const [, first = '', second = ''] = path.split('/')
  if (first === 'channels') return `channels/${second.replace(/\.ts$/, '')}`
  return first.replace(/\.(ts|mjs)$/, '')
}

const placeOf = (room: string): number => order.findIndex((group) => group.includes(room))
export const isKnown = (room: string): boolean => room.startsWith('channels/') || placeOf(room) >= 0

const sees = (from: string, to: string): boolean => {
  if (to.startsWith('channels/')) return from === 'app' || from === 'cli'
  if (from.startsWith('channels/')) return (channelsSee[from.slice('channels/'.length)] ?? everyChannelSees).includes(to)
  if (narrow[from]) return narrow[from].includes(to)
  return placeOf(to) >= 0 && placeOf(to) < placeOf(from)
}

/** The store's wire protocol is no wire in this sense. */
const isWire = (path: string): boolean =>
  (/^server\/([a-z-]+\/)*wire\.ts$/.test(path) && !path.startsWith('server/platform/db/')) || path.startsWith('server/platform/wire/')
const isFace = (path: string, room: string): boolean =>
  room === 'platform' || path === `server/${room}/index.ts` || path === `server/${room}.ts`

const checkServerImport = (from: Source, to: string): string | undefined => {
  const [here, there] = [roomOf(from.path), roomOf(to)]
  if (here === there) return undefined
  if (!sees(here, there)) return `${here} may not import ${there}`
  // What browsers may import is a face too.
  if (isFace(to, there) || isWire(to)) return undefined
  return `only ${there}'s face (index.ts) may be imported`
}

/** What a browser loads must not drag the server behind it. */
const checkWire = (from: Source, to: string, isType: boolean): string | undefined => {
  if (to === 'zod' || to === 'zod/mini' || (to.startsWith('server/') && isWire(to))) return undefined
  if (isType && (roomOf(to) === roomOf(from.path) || to.startsWith('server/platform/'))) return undefined
  return 'a wire.ts imports zod, other wire.ts files and types of its own room only, because browsers load it'
}

const checkBrowserImport = (from: Source, to: string, isType: boolean): string | undefined => {
  const here = from.path.split('/')[0]
  const there = to.split('/')[0]
  if (there === 'server') {
    if (!isWire(to)) return 'browsers import nothing of the server but wire.ts files'
    return here === 'widget' && !isType ? 'the widget imports types only from the server' : undefined
  }
  return there === here || here === 'test' ? undefined : `${here} may not import ${there}`
}

const isOurs = (to: string): boolean => /^(server|agent-console|widget|test|dist)\//.test(to)

/** Each broken import rule as one line: file → import: why. */
export const brokenImports = (sources: readonly Source[]): string[] =>
  sources.flatMap((from) =>
    from.imports.flatMap(({ to, isType }) => {
      const found: (string | undefined)[] = []
      if (from.path.startsWith('server/')) {
        if (isWire(from.path)) found.push(checkWire(from, to, isType))
        if (to.startsWith('server/')) found.push(checkServerImport(from, to))
        else if (isOurs(to)) found.push('the server imports nothing of other parts')
      } else if (isOurs(to)) found.push(checkBrowserImport(from, to, isType))
      return found.filter((why) => why !== undefined).map((why) => `${from.path} → ${to}: ${why}`)
    }),
  )
