import type { Lines } from './lines.ts'
import type { LineEdge, LineSignal, Signal } from './wire.ts'

/** The end of a call that can make sound: its phone, and that phone's audio as it lives now. */
interface End {
  lineId: string
  mediaId: string
}

/** A set of calls whose sound meets: a conference, or both sides of a direct call. */
interface Meeting {
  members: readonly string[]
  hears(listener: string, speaker: string): boolean
}

/** The media plan: which phones connect to which, and which way sound flows. The phones only carry it out. */
export interface Edges {
  ready(callSid: string, lineId: string, mediaId: string): void
  hasMedia(callSid: string): boolean
  /** Replaces who meets there; without members the meeting is over. */
  plan(meetingId: string, meeting: Meeting): void
  /** The call is over. */
  drop(callSid: string): void
  /** Passes a signal on if the edge is there and both ends still live as the sender believes. */
  signal(signal: Signal): void
}

export const createEdges = (lines: Lines): Edges => {
  const ends = new Map<string, End>()
  const meetings = new Map<string, Meeting>()
  /** By meeting, then by `${sid}:${peer}`: what each phone was told. */
  const told = new Map<string, Map<string, { lineId: string; edge: LineEdge }>>()

  const show = (meetingId: string): void => {
    const meeting = meetings.get(meetingId) ?? { members: [], hears: () => false }
    const before = told.get(meetingId) ?? new Map()
    const now = new Map<string, { lineId: string; edge: LineEdge }>()
    for (const sid of meeting.members)
      for (const peer of meeting.members) {
        const [mine, theirs] = [ends.get(sid), ends.get(peer)]
        if (sid === peer || !mine || !theirs) continue
        const edge: LineEdge = {
          sid,
          peer,
          mediaId: theirs.mediaId,
          iHear: meeting.hears(sid, peer),
          theyHear: meeting.hears(peer, sid),
          isPolite: sid > peer,
        }
        now.set(`${sid}:${peer}`, { lineId: mine.lineId, edge })
      }
    for (const [id, { lineId }] of before) if (!now.has(id)) lines.show(lineId, 'edge', id)
    for (const [id, one] of now) if (JSON.stringify(before.get(id)) !== JSON.stringify(one)) lines.show(one.lineId, 'edge', id, one.edge)
    if (now.size > 0) told.set(meetingId, now)
    else told.delete(meetingId)
  }
  const meetingsOf = (sid: string): string[] => [...meetings].filter(([, { members }]) => members.includes(sid)).map(([id]) => id)

  return {
    ready: (callSid, lineId, mediaId) => {
      ends.set(callSid, { lineId, mediaId })
      for (const id of meetingsOf(callSid)) show(id)
    },
    hasMedia: (callSid) => ends.has(callSid),
    plan: (meetingId, meeting) => {
      if (meeting.members.length > 0) meetings.set(meetingId, meeting)
      else meetings.delete(meetingId)
      show(meetingId)
    },
    drop: (callSid) => {
      ends.delete(callSid)
      for (const id of meetingsOf(callSid)) show(id)
    },
    signal: ({ sid, to, mediaId, toMediaId, description, candidate }) => {
      const [mine, theirs] = [ends.get(sid), ends.get(to)]
      const isEdge = [...told.values()].some((edges) => edges.has(`${sid}:${to}`))
      if (!isEdge || mine?.mediaId !== mediaId || theirs?.mediaId !== toMediaId) return
      const passed: LineSignal = {
        sid: to,
        from: sid,
        mediaId,
        toMediaId,
        ...(description ? { description } : {}),
        ...(candidate !== undefined ? { candidate } : {}),
      }
      lines.pass(theirs.lineId, 'signal', passed)
    },
  }
}
