import jwt from 'jsonwebtoken'
import type { Bus } from '../../platform/bus.ts'
import { AppError } from '../../platform/errors.ts'
import { idFrom } from '../../platform/ids.ts'
import type { LiveRow } from '../../platform/wire/live.ts'
import type { CarrierAccount } from './account.ts'
import type { CarrierTime } from './time.ts'
import { LINE_KEY, type LineCaption } from './wire.ts'

/** One phone, or one browser's softphone: where calls end and sound is made. */
export interface Line {
  id: string
  /** `+12025550168` or `client:agent_7`. */
  address: string
  kind: 'phone' | 'client'
  /** Whether it rings: a softphone's token may only dial. */
  canRing: boolean
  /** The application a softphone dials. */
  appSid: string | null
  isConnected: boolean
  forgetLost: (() => void) | null
  v: number
  rows: Map<string, LiveRow>
}

export interface Lines {
  /** Reads a socket's token (see wire.ts). Throws unauthenticated. */
  signIn(token: string): Line
  /** The first socket has come, or the last one has gone. */
  attended(line: Line, isPresent: boolean): void
  get(lineId: string): Line | undefined
  /** Phones with this address that would ring now. */
  at(address: string): Line[]
  /** Shows or, without a row, takes away. */
  show(lineId: string | null, kind: string, id: string, row?: unknown): void
  /** Sends what is not kept. */
  pass(lineId: string, kind: string, row: unknown): void
  /** Tells what is heard or done; the handle says that it is over. */
  caption(lineId: string | null, caption: Omit<LineCaption, 'at' | 'isNow' | 'times'> & { times?: number }): { end(): void }
  rows(lineId: string): LiveRow[]
  /** Hears of phones that were gone for too long. */
  onLost(listener: (line: Line) => void): void
}

const CAPTIONS = 200
/** Twilio: letters, digits and underscores, up to 121 characters. */
const IDENTITY = /^[A-Za-z0-9_]{1,121}$/

const refused = (why: string): AppError => new AppError('phone-token', 'unauthenticated', why)

interface AccessGrants {
  identity?: unknown
  voice?: { incoming?: { allow?: unknown }; outgoing?: { application_sid?: unknown } }
}

/** An access token as the carrier's own SDK makes it; whatever the real one refuses is refused here. */
const readAccessToken = (token: string, account: CarrierAccount): { identity: string; canRing: boolean; appSid: string | null } => {
  let grants: AccessGrants
  try {
    const read = jwt.verify(token, account.apiKeySecret, {
      algorithms: ['HS256'],
      issuer: account.apiKeySid,
      subject: account.accountSid,
      complete: true,
    })
    const payload = read.payload as jwt.JwtPayload & { grants?: AccessGrants }
    if (payload.exp === undefined || read.header.cty !== 'twilio-fpa;v=1') throw refused('This is no access token.')
    grants = payload.grants ?? {}
  } catch (error) {
    throw error instanceof AppError ? error : refused('The access token is not good: 20101.')
  }
  const { identity, voice } = grants
  if (typeof identity !== 'string' || !IDENTITY.test(identity))
    throw refused('An identity is made of letters, digits and underscores, at most 121 of them.')
  if (!voice) throw refused('The access token has no voice grant.')
  const appSid = voice.outgoing?.application_sid
  return { identity, canRing: voice.incoming?.allow === true, appSid: typeof appSid === 'string' ? appSid : null }
}

export const createLines = ({
  bus,
  account,
  time,
  graceSeconds = 10,
}: {
  bus: Bus
  account: CarrierAccount
  time: CarrierTime
  graceSeconds?: number
}): Lines => {
  const lines = new Map<string, Line>()
  const lost = new Set<(line: Line) => void>()
  const push = (line: Line, rows: LiveRow[]): void => bus.tell({ name: 'sandbox-carrier.rows', data: { id: line.id, rows } })
  const show = (line: Line, kind: string, id: string, row?: unknown): void => {
    const shown: LiveRow = row === undefined ? { kind, id, v: ++line.v } : { kind, id, v: ++line.v, row: structuredClone(row) }
    const key = `${kind} ${id}`
    if (row === undefined) line.rows.delete(key)
    else line.rows.set(key, shown)
    push(line, [shown])
  }
  const dropOldCaptions = (line: Line): void => {
    const captions = [...line.rows.keys()].filter((key) => key.startsWith('caption '))
    for (const key of captions.slice(0, Math.max(0, captions.length - CAPTIONS))) show(line, 'caption', key.slice('caption '.length))
  }

  return {
    signIn: (token) => {
      const cut = token.lastIndexOf(':')
      const key = token.slice(cut + 1)
      if (!LINE_KEY.test(key)) throw refused('The phone has no key.')
      const [, kind, rest = ''] = /^(phone|client):(.+)$/s.exec(token.slice(0, cut)) ?? []
      if (kind === 'phone' && !/^\+[1-9]\d{6,14}$/.test(rest)) throw refused('Enter a number such as +12025550168.')
      const client = kind === 'client' ? readAccessToken(rest, account) : null
      if (!kind) throw refused('Say which phone this is.')
      const address = client ? `client:${client.identity}` : rest
      const id = idFrom('line', address, key)
      const held = lines.get(id)
      if (held) {
        if (client) Object.assign(held, { canRing: client.canRing, appSid: client.appSid })
        return held
      }
      const line: Line = {
        id,
        address,
        kind: client ? 'client' : 'phone',
        canRing: client?.canRing ?? true,
        appSid: client?.appSid ?? null,
        isConnected: false,
        forgetLost: null,
        v: 0,
        rows: new Map(),
      }
      lines.set(id, line)
      return line
    },
    attended: (line, isPresent) => {
      line.isConnected = isPresent
      line.forgetLost?.()
      line.forgetLost = isPresent
        ? null
        : time.after(graceSeconds, () => {
            for (const tell of lost) tell(line)
            lines.delete(line.id)
          })
    },
    get: (lineId) => lines.get(lineId),
    at: (address) => [...lines.values()].filter((line) => line.address === address && line.isConnected && line.canRing),
    show: (lineId, kind, id, row) => {
      const line = lineId === null ? undefined : lines.get(lineId)
      if (line) show(line, kind, id, row)
    },
    pass: (lineId, kind, row) => {
      const line = lines.get(lineId)
      if (line) push(line, [{ kind, id: String(line.v + 1), v: ++line.v, row }])
    },
    caption: (lineId, caption) => {
      const line = lineId === null ? undefined : lines.get(lineId)
      if (!line) return { end: () => {} }
      const id = String(line.v + 1)
      const isLasting = ['say', 'play', 'music'].includes(caption.what)
      const row: LineCaption = { times: 1, ...caption, at: time.now().toISOString(), isNow: isLasting }
      show(line, 'caption', id, row)
      dropOldCaptions(line)
      return {
        end: () => {
          if (row.isNow && line.rows.has(`caption ${id}`)) {
            row.isNow = false
            show(line, 'caption', id, row)
          }
        },
      }
    },
    rows: (lineId) => [...(lines.get(lineId)?.rows.values() ?? [])],
    onLost: (listener) => void lost.add(listener),
  }
}
