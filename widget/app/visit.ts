import type { SessionBegun } from '../../server/channels/chat/wire.ts'
import type { LiveEvent } from '../../server/platform/wire/live.ts'
import type { ToHost } from '../protocol.ts'
import { NO_ADDRESS } from './address.ts'
import { type Answer, beginVisit, type Line, openLine } from './connection.ts'
import { inPieces } from './in-pieces.ts'
import type { Keep } from './keep.ts'
import { createOutbox } from './outbox.ts'
import { createReceipts } from './receipts.ts'
import { begun, takeEvent, takeSnapshot, viewOf } from './sessions.ts'
import type { SiteInfo } from './site.ts'
import type { Store } from './store.ts'

const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000]
const TYPING_SHOWN_MS = 5_000
const TYPING_TOLD_MS = 3_000
/** Refusals that no second attempt will change. */
const FINAL = new Set(['invalid', 'too-large', 'forbidden', 'conflict', 'not-found'])

const newClientId = (): string => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** What is typed and not sent: the message, and the fields above the first one. */
type Draft = 'draft' | 'draft-name' | 'draft-email'

/** The visitor a token names; empty for none. */
const visitorOf = (token: string): string => {
  try {
    return /"sub":"([^"]+)/.exec(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')))?.[1] ?? ''
  } catch {
    return ''
  }
}

/** The visit: keeps what is on screen, in the browser and at the desk the same, through lost lines and restarts of the desk. */
export const createVisit = ({ site, store, keep, post }: { site: SiteInfo; store: Store; keep: Keep; post(message: ToHost): void }) => {
  let line: Line | null = null
  let identity = ''
  let page = ''
  let failures = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let typingEnds: ReturnType<typeof setTimeout> | undefined
  let toldTypingAt = 0
  let isFlushing = false
  let visitor = ''
  /** The desk was asked for this visit, and not left since. */
  let hasJoined = false
  const outbox = createOutbox(keep, newClientId, () => store.set({ outbox: outbox.list() }))
  store.set({
    outbox: outbox.list(),
    name: keep.get('name'),
    email: keep.get('email-to-tell') || keep.get('email'),
    readUpTo: keep.get('read'),
  })
  const receipts = createReceipts({ store, keep, post, tell: async (state, ids) => (await line?.receipt(state, ids))?.ok === true })

  const later = (): void => {
    clearTimeout(retry)
    retry = setTimeout(() => void begin(), RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)])
  }

  const begin = async (): Promise<void> => {
    clearTimeout(retry)
    hasJoined = true
    const used = identity
    const token = keep.get('token')
    const answer = await beginVisit({ site: site.id, ...(token ? { token } : {}), ...(used ? { identity: used } : {}) })
    // Another identity came meanwhile: this answer is for somebody else.
    if (used !== identity) return begin()
    // Another tab began or forgot one meanwhile.
    if (!used && token !== keep.get('token')) return begin()
    if (!answer.ok) return refused(answer)
    failures = 0
    identity = ''
    connect(answer.answer)
  }

  const refused = ({ error }: Answer<unknown> & { ok: false }): void => {
    if (FINAL.has(error.kind) || error.kind === 'unauthenticated') {
      identity = ''
      line?.close()
      store.set({ phase: 'refused', reason: error.message })
      return
    }
    store.set({ line: 'offline' })
    later()
  }

  const connect = ({ token, sessions, isAway, isVerified, name }: SessionBegun): void => {
    line?.close()
    line = null
    if (!token) {
      store.set({ phase: 'away', isAway: true })
      later()
      return
    }
    visitor = visitorOf(token)
    keep.set('token', token)
    const held = store.get().sessions
    store.set({
      phase: 'ready',
      isAway,
      isVerified,
      name: name || store.get().name,
      sessions: sessions.map((id) => held.find((one) => one.id === id) ?? begun(id)),
    })
    const opened = openLine(token, {
      connected: () => void (line === opened && catchUp()),
      lost: (isOver) => {
        if (line !== opened) return
        store.set({ line: 'offline' })
        if (isOver) later()
      },
      rows: (event) => line === opened && hear(event),
    })
    line = opened
  }

  const catchUp = async (): Promise<void> => {
    for (const { id } of store.get().sessions) await watch(id)
    store.set({ line: 'live' })
    await leaveKeptAddress()
    await flush()
  }

  const watch = async (id: string): Promise<void> => {
    const answer = await line?.watch(id)
    if (answer?.ok) store.set({ sessions: takeSnapshot(store.get().sessions, answer.answer) })
    else if (answer && FINAL.has(answer.error.kind)) store.set({ sessions: store.get().sessions.filter((one) => one.id !== id) })
    settle()
  }

  const hear = (event: LiveEvent): void => {
    const { all, isGap } = takeEvent(store.get().sessions, event)
    store.set({ sessions: all })
    for (const { kind, row } of event.rows) {
      if (kind === 'typing' && row) showTyping((row as { name: string }).name)
      if (kind === 'message' && (row as { from?: string } | undefined)?.from === 'desk') showTyping('')
    }
    settle()
    if (isGap) void watch(event.topic.slice(event.topic.indexOf(':') + 1))
  }

  const showTyping = (name: string): void => {
    clearTimeout(typingEnds)
    store.set({ typingAt: name ? Date.now() : 0, typingName: name })
    if (name) typingEnds = setTimeout(() => store.set({ typingAt: 0 }), TYPING_SHOWN_MS)
  }

  const settle = (): void => {
    const views = store.get().sessions.map(viewOf)
    outbox.settle(new Set(views.flatMap((view) => view.messages.map((one) => one.clientId).filter(Boolean))))
    post({ type: 'begun', has: outbox.list().length > 0 || views.some((view) => view.messages.length > 0) })
    void receipts.update(views)
  }

  const flush = async (): Promise<void> => {
    if (isFlushing) return
    isFlushing = true
    try {
      for (let next = outbox.next(); next && line?.isConnected(); next = outbox.next()) {
        const { clientId, text } = next
        const { name } = store.get()
        const answer = await line.send({
          clientId,
          text,
          ...(name ? { name } : {}),
          ...(page ? { page } : {}),
          language: navigator.language,
        })
        if (answer.ok) {
          outbox.taken(clientId)
          const { sessionId } = answer.answer
          if (!store.get().sessions.some((one) => one.id === sessionId)) {
            store.set({ sessions: [...store.get().sessions, begun(sessionId)], goesOn: false })
            await watch(sessionId)
          }
        } else if (FINAL.has(answer.error.kind)) outbox.refused(clientId, answer.error.message)
        else {
          if (answer.error.kind === 'unauthenticated') later()
          else setTimeout(() => void flush(), 2_000)
          return
        }
      }
    } finally {
      isFlushing = false
    }
  }

  const leaveKeptAddress = async (): Promise<void> => {
    const email = keep.get('email-to-tell')
    if (!email) return
    const answer = await line?.leaveAddress(email)
    if (answer?.ok) keep.set('email', email)
    // Nobody answered, or another was typed meanwhile: told later.
    if (!answer || email !== keep.get('email-to-tell')) return
    const isTooMany = !answer.ok && answer.error.code === 'too-many-addresses'
    if (!answer.ok && !isTooMany && !FINAL.has(answer.error.kind)) return
    if (!answer.ok) store.set({ email: keep.get('email'), emailFault: isTooMany ? answer.error.message : NO_ADDRESS })
    keep.set('email-to-tell', '')
  }

  const leave = (): void => {
    line?.close()
    line = null
    hasJoined = false
    clearTimeout(retry)
    outbox.clear()
    store.set({
      sessions: [],
      phase: 'opening',
      name: '',
      email: '',
      emailFault: '',
      readUpTo: '',
      goesOn: false,
      typingAt: 0,
      isVerified: false,
    })
    post({ type: 'begun', has: false })
    post({ type: 'unread', count: 0 })
    if (store.get().isOpen) void begin()
  }
  return {
    begin,
    hello: (from: string): void => {
      page = from
    },
    /** A page view alone makes no visitor at the desk: only who opens the chat, or has one already. */
    join: (): void => {
      if (!hasJoined && (store.get().isOpen || keep.get('token'))) void begin()
    },
    /** Another tab of this browser began a visit, or forgot it: all of them are one visitor, and what one forgets no other shows. */
    otherTab: (): void => {
      const token = keep.get('token')
      if (!token) leave()
      else if (hasJoined && visitorOf(token) !== visitor) void begin()
    },
    identify: (token: string): void => {
      identity = token
      if (line || store.get().phase === 'refused') void begin()
    },
    forget: (): void => {
      keep.forget()
      leave()
    },
    send: (text: string): void => {
      for (const piece of inPieces(text)) outbox.add(piece, new Date())
      void flush()
    },
    again: (clientId: string): void => {
      outbox.again(clientId)
      void flush()
    },
    drop: outbox.drop,
    setName: (name: string): void => {
      keep.set('name', name)
      store.set({ name })
    },
    leaveAddress: (email: string): void => {
      keep.set('email-to-tell', email)
      store.set({ email, emailFault: '' })
      void leaveKeptAddress()
    },
    typing: (): void => {
      if (Date.now() - toldTypingAt < TYPING_TOLD_MS || !line?.isConnected()) return
      toldTypingAt = Date.now()
      void line.typing()
    },
    seen: (): void => void receipts.update(store.get().sessions.map(viewOf)),
    draft: {
      get: (of: Draft = 'draft'): string => keep.get(of),
      set: (text: string, of: Draft = 'draft'): void => keep.set(of, text),
    },
  }
}

export type Visit = ReturnType<typeof createVisit>
