import type { Router } from 'express'
import type { Channel, Finding, Intake } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import type { Audience } from '../../platform/live.ts'
import type { RoomParts } from '../../platform/room.ts'
import type { Actor, VisitorActor } from '../../staff/index.ts'
import { beginSession } from './begin-session.ts'
import type { ChatDeps, ChatOptions } from './deps.ts'
import { widgetDoors, widgetRouter } from './doors.ts'
import { endSilentSession } from './end-silent-session.ts'
import { type EndVisitorVerb, endVisitor, endVisitorRoute } from './end-visitor.ts'
import { createFiled } from './filed.ts'
import { visitorAudience } from './live.ts'
import { followCase, followPresence } from './react.ts'
import { SILENCE } from './send-message.ts'
import { isOrigin, type Site } from './site.ts'
import { staffTyping } from './staff-typing.ts'
import { sessionOfThread, visitorIdOf } from './visitor.ts'
import { createVisitors, visitorIndexes } from './visitors.ts'
import { MAX_TEXT } from './wire.ts'

export type { ChatOptions } from './deps.ts'
export { widgetPages } from './pages.ts'
export type { Site } from './site.ts'
export { createSites, type Sites } from './sites.ts'

export interface ChatChannel {
  channel: Channel
  /** For `platform/live.ts`. */
  audience: Audience<VisitorActor>
  /** To be mounted at `/widget/v1`. */
  router: Router
  endVisitor: EndVisitorVerb
  /** Hears whose sockets must be cut: the actor's id in the namespace `/visitor`. */
  onCut(listener: (actorId: string) => void): void
  parts: RoomParts<Actor>
}

const SHUT_OUT = 'This visitor’s access was ended: the chat does not reach them any more.'

const findings = (sites: readonly Site[]): Finding[] => {
  if (sites.length === 0)
    return [{ level: 'warning', text: 'Web chat: no site shows the widget yet. An admin adds one under Settings, Web chat.' }]
  return sites.flatMap(({ id, origins, identity }): Finding[] => {
    const faults: Finding[] = origins
      .filter((origin) => !isOrigin(origin))
      .map((origin) => ({ level: 'fault', text: `Site ${id}: "${origin}" is not an origin such as https://shop.example.` }))
    if (origins.length === 0) faults.push({ level: 'warning', text: `Site ${id} has no origins: its widget can be embedded nowhere.` })
    if (identity && Buffer.byteLength(identity.key) < 32)
      faults.push({ level: 'fault', text: `Site ${id}: the identity key is shorter than 32 bytes.` })
    return faults.length > 0 ? faults : [{ level: 'ok', text: `Site ${id} can be embedded in ${origins.join(', ')}.` }]
  })
}

/** Web chat: the widget's doors and socket on one side, the hub on the other. */
export const createChatChannel = (options: ChatOptions): ChatChannel => {
  let started: Intake | undefined
  const { platform } = options
  const deps: ChatDeps = {
    ...options,
    silenceMs: options.silenceMs ?? 30 * 60_000,
    visitors: createVisitors(platform.connection, options.sites),
    intake: async (event) => {
      if (!started) throw new AppError('chat-stopped', 'unavailable', 'The desk is starting. Try again in a moment.')
      return started(event)
    },
  }
  const filed = createFiled(deps)
  const cutListeners = new Set<(actorId: string) => void>()
  const cutOff = (visitorId: string): void => {
    for (const cut of cutListeners) cut(`visitor_${visitorId}`)
  }
  // Whoever wrote a message is forgotten with it, however many sessions ago that was, and their window is closed.
  options.hub.onErase(async ({ channel, direction, externalId, ownThreadKey, receivedAt }) => {
    if (channel !== 'chat' || direction !== 'in') return
    const visitorId = visitorIdOf(externalId)
    if (await deps.visitors.erase(visitorId, sessionOfThread(ownThreadKey) ?? '', receivedAt)) cutOff(visitorId)
  })
  const end = endVisitor(deps, cutOff)
  const here = new Map<string, VisitorActor>()
  // Whoever is still let in comes back by their token.
  options.onSiteNarrowed?.((siteId) => {
    for (const actor of [...here.values()]) if (actor.siteId === siteId) cutOff(actor.visitorId)
  })
  platform.timers.on(SILENCE, endSilentSession(deps))

  const channel: Channel = {
    kind: 'chat',
    label: 'Web chat',
    normalise: (address) => address.trim(),
    capabilities: {
      maxLength: MAX_TEXT,
      attachments: false,
      richText: false,
      typing: true,
      receipts: true,
      live: true,
      dedupe: 'native',
      revocable: true,
    },
    // A visitor who has left finds the answer on return; one who was shut out never does.
    sendable: async ({ lastInboundId }) => {
      const visitor = lastInboundId ? await deps.visitors.get(visitorIdOf(lastInboundId)) : null
      if (!visitor) return 'free'
      const site = options.sites().find((one) => one.id === visitor.siteId)
      const person = { called: site ? `Visitor of ${site.name}` : 'Visitor', firstSeenAt: visitor.createdAt }
      return visitor.revokedAt ? { sendable: 'blocked', why: SHUT_OUT, person } : { sendable: 'free', person }
    },
    check: async () => findings(options.sites()),
    start: async (intake, signal) => {
      started = intake
      signal.addEventListener('abort', () => {
        started = undefined
      })
    },
    // Nothing leaves the desk: the message is stored, and its entry brings it to whoever watches the session.
    send: async ({ message }) => ({ externalId: message.id }),
  }
  return {
    channel,
    audience: visitorAudience(deps, filed, here),
    router: widgetRouter(widgetDoors(beginSession(deps)), platform),
    endVisitor: end,
    onCut: (listener) => void cutListeners.add(listener),
    parts: {
      routes: [endVisitorRoute(end)],
      liveVerbs: [staffTyping(deps)],
      reactions: [followCase(deps, filed), followPresence(deps)] as never[],
      indexes: visitorIndexes,
    },
  }
}
