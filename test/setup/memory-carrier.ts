import type {
  CallControl,
  CallDocument,
  CallIntake,
  CallReport,
  DocumentVerb,
  LegState,
  StepInput,
  StepRef,
  Utterance,
} from '../../server/calls/index.ts'
import { callIdOf, DOCUMENT_TOO_LONG } from '../../server/calls/index.ts'
import { AppError } from '../../server/platform/errors.ts'
import type { Line } from './memory-line.ts'

/** Characters of a document that a live line takes at once. */
const LONGEST_DOCUMENT = 4_000

const isOver = (line: Line): boolean => ['completed', 'busy', 'no-answer', 'failed', 'cancelled'].includes(line.state)
const words = (one: Utterance): string => (one.do === 'say' ? one.text : one.do === 'play' ? `[${one.url.split('/').at(-1)}]` : '')

export interface CarrierOptions {
  now(): number
  /** What becomes of a batch of reports on their way: reordered, doubled, lost. */
  deliver?: (reports: CallReport[]) => CallReport[]
  /** Of the account. */
  numbers?: readonly { number: string; label: string }[]
}

/**
 * A second implementation of the carrier's port, with the outside world in memory: callers, softphones and numbers outside are played by the test.
 * Like a real one it tells of things later, and of each thing at least once.
 */
export const memoryCarrier = ({ now, deliver = (reports) => reports, numbers = [] }: CarrierOptions) => {
  const lines = new Map<string, Line>()
  const recordings = new Map<string, { carrierId: string; state: 'on' | 'paused' | 'stopped'; isReady: boolean; isDeleted: boolean }>()
  const asked: string[] = []
  /** The conference that goes on under a name: a new one whenever everybody had left. */
  const conferences = new Map<string, string>()
  let isRefusing = false
  let isKeeping = false
  let wav: Uint8Array | undefined
  let intake: CallIntake
  let pending: CallReport[] = []
  let delivering: Promise<void> | undefined
  let ids = 0
  let sequence = 0
  let isDown = false
  let isDeaf = false
  const newId = (kind: string): string => `${kind}${ids++}`
  /** Two things never happen at the same moment. */
  const moment = (): Date => new Date(now() + sequence / 1000)

  const deliverAll = async (): Promise<void> => {
    while (pending.length > 0) {
      const batch = deliver(pending)
      pending = []
      for (const report of batch) await intake.reported(report)
    }
  }
  const tell = (report: Record<string, unknown>): void => {
    if (isDeaf) return
    pending.push({ key: `k${sequence++}`, at: moment(), ...report } as unknown as CallReport)
    delivering ??= new Promise<void>((resolve) => setImmediate(resolve)).then(deliverAll).finally(() => {
      delivering = undefined
    })
  }
  const settled = async (): Promise<void> => {
    while (delivering) await delivering
  }
  const tellLine = (line: Line): void =>
    tell({ type: 'leg', callId: line.callId, legId: line.legId, carrierId: line.carrierId, state: line.state })
  const tellPlace = (line: Line, what: 'joined' | 'left', conference: string): void =>
    tell({
      type: 'participant',
      callId: line.callId,
      conferenceId: conferences.get(conference) ?? '',
      legId: line.legId,
      carrierId: line.carrierId,
      what,
    })
  const leaveConference = (line: Line): void => {
    const { conference } = line
    if (conference === null) return
    line.conference = null
    line.isHeld = false
    tellPlace(line, 'left', conference)
    if (![...lines.values()].some((one) => one.conference === conference)) conferences.delete(conference)
  }
  const end = (line: Line, state: LegState = 'completed'): void => {
    if (isOver(line)) return
    leaveConference(line)
    line.state = state
    line.waits = { at: 'over', rest: [] }
    for (const [id, recording] of recordings)
      if (recording.carrierId === line.carrierId && recording.state !== 'stopped') {
        recording.state = 'stopped'
        recording.isReady = true
        tell({ type: 'recording', callId: line.callId, recordingId: id, state: 'ready', seconds: 12 })
      }
    tellLine(line)
  }

  const run = async (line: Line, verbs: readonly DocumentVerb[]): Promise<void> => {
    for (const [index, verb] of verbs.entries()) {
      const rest = verbs.slice(index + 1)
      switch (verb.do) {
        case 'say':
        case 'pause':
          line.heard.push(words(verb))
          break
        case 'play':
          line.heard.push(words(verb))
          line.waits = { at: 'music', rest }
          return
        case 'gather':
          line.heard.push(...verb.utterances.map(words))
          line.waits = { at: 'gather', step: verb.step, rest }
          return
        case 'record':
          line.waits = { at: 'record', step: verb.step, rest }
          return
        case 'go-on':
          return answer(line, verb.step, { type: 'nothing' })
        case 'join': {
          if (!conferences.has(verb.conference)) conferences.set(verb.conference, newId('CF'))
          line.conference = verb.conference
          line.isMuted = verb.isMuted
          line.waits = { at: 'conference', rest }
          line.legId = verb.label
          tellPlace(line, 'joined', verb.conference)
          return
        }
        default:
          end(line)
          return
      }
    }
    end(line)
  }
  const give = async (line: Line, document: CallDocument): Promise<void> => {
    if (isOver(line)) return
    line.documents.push(document)
    await run(line, document)
  }
  const answer = async (line: Line, step: StepRef, input: StepInput): Promise<void> => give(line, await intake.answered(step, input))
  const newLine = (given: Partial<Line>): Line => {
    const line: Line = {
      carrierId: newId('CA'),
      callId: '',
      legId: '',
      to: '',
      from: '',
      state: 'live',
      heard: [],
      documents: [],
      waits: { at: 'over', rest: [] },
      conference: null,
      isHeld: false,
      isMuted: false,
      hears: null,
      ...given,
    }
    lines.set(line.carrierId, line)
    return line
  }
  const live = (carrierId: string): Line | null => {
    const line = lines.get(carrierId)
    return line && !isOver(line) ? line : null
  }
  const needUp = (): void => {
    if (isDown) throw new AppError('carrier-down', 'unavailable', 'The carrier does not answer.')
  }
  const change = async (carrierId: string, what: string, edit: (line: Line) => void): Promise<boolean> => {
    needUp()
    asked.push(`${what} ${carrierId}`)
    const line = live(carrierId)
    if (!line) return false
    edit(line)
    return true
  }

  /** Of who is in that conference, as a carrier sees it. */
  const changeIn = async (conferenceId: string, carrierId: string, what: string, edit: (line: Line) => void): Promise<boolean> => {
    needUp()
    asked.push(`${what} ${carrierId}`)
    const line = live(carrierId)
    if (!line || isRefusing || line.conference === null || conferences.get(line.conference) !== conferenceId) return false
    edit(line)
    return true
  }

  const control: CallControl = {
    kind: 'memory',
    dial: async ({ callId, legId, to, from, step }) => {
      needUp()
      asked.push(`dial ${to} from ${from}`)
      const line = newLine({ callId, legId, to, from, state: 'ringing' })
      line.waits = { at: 'gather', step, rest: [] }
      tellLine(line)
      return { carrierId: line.carrierId }
    },
    redirect: async ({ carrierId, callId, legId }, document) => {
      needUp()
      asked.push(`redirect ${carrierId}`)
      if (JSON.stringify(document).length > LONGEST_DOCUMENT)
        throw new AppError(DOCUMENT_TOO_LONG, 'invalid', 'This is too long for a live call.')
      const line = live(carrierId)
      if (!line) return false
      leaveConference(line)
      line.callId = callId
      line.legId = legId
      line.documents.push(document)
      setImmediate(() => void run(line, document))
      return true
    },
    hangUp: (carrierId) => change(carrierId, 'hang-up', (line) => end(line, line.state === 'live' ? 'completed' : 'cancelled')),
    conferenceOf: async (callId) => {
      needUp()
      asked.push(`conference ${callId}`)
      return conferences.get(callId) ?? null
    },
    hold: (conference, carrierId, isHeld) =>
      changeIn(conference, carrierId, isHeld ? 'hold' : 'unhold', (line) => {
        line.isHeld = isHeld
      }),
    mute: (conference, carrierId, isMuted) =>
      changeIn(conference, carrierId, isMuted ? 'mute' : 'unmute', (line) => {
        line.isMuted = isMuted
      }),
    coach: async (_conference, carrierId, of) => {
      needUp()
      asked.push(`coach ${carrierId}`)
      const [line, coached] = [live(carrierId), of === null ? null : live(of)]
      if (!line || (of !== null && (!coached?.conference || coached.conference !== line.conference || coached.isHeld))) return false
      line.hears = of
      return true
    },
    remove: (_conference, carrierId) => change(carrierId, 'remove', leaveConference),
    numbers: async () => {
      needUp()
      return [...numbers]
    },
    startRecording: async ({ carrierId }) => {
      needUp()
      const recordingId = newId('RE')
      asked.push(`record ${carrierId}`)
      const line = live(carrierId)
      if (!line) throw new AppError('line-over', 'invalid', 'This line is over.')
      recordings.set(recordingId, { carrierId, state: 'on', isReady: false, isDeleted: false })
      tell({ type: 'recording', callId: line.callId, recordingId, state: 'running', seconds: 0 })
      return { recordingId }
    },
    pauseRecording: async (carrierId, recordingId, isPaused) => {
      needUp()
      asked.push(`${isPaused ? 'pause' : 'resume'} ${carrierId}`)
      const recording = recordings.get(recordingId)
      if (!recording || recording.state === 'stopped') return false
      recording.state = isPaused ? 'paused' : 'on'
      return true
    },
    stopRecording: async (_carrierId, recordingId) => {
      const recording = recordings.get(recordingId)
      if (recording) Object.assign(recording, { state: 'stopped', isReady: true })
      return recording !== undefined
    },
    fetchRecording: async (recordingId) => {
      if (!recordings.get(recordingId)?.isReady) return null
      return { type: wav ? 'audio/mpeg' : 'audio/wav', bytes: new TextEncoder().encode(`RIFF....WAVE${recordingId}`) }
    },
    readRecording: async (_recordingId, receive) => {
      needUp()
      for (let at = 0; wav && at < wav.length; at += 1_001) receive(wav.subarray(at, at + 1_001))
      return wav !== undefined
    },
    deleteRecording: async (recordingId) => {
      needUp()
      asked.push(`delete ${recordingId}`)
      if (isKeeping) throw new AppError('still-running', 'invalid', 'A recording that runs cannot be deleted.')
      const recording = recordings.get(recordingId)
      if (!recording || recording.isDeleted) return false
      recording.isDeleted = true
      return true
    },
    liveLegs: async () => {
      needUp()
      return [...lines.values()].filter((line) => !isOver(line)).map(({ carrierId, state }) => ({ carrierId, state }))
    },
    stateOf: async (carrierId) => {
      needUp()
      asked.push(`state ${carrierId}`)
      return lines.get(carrierId)?.state ?? null
    },
    softphoneToken: (identity) => ({ kind: 'memory', token: `token-${identity}`, expiresAt: new Date(now() + 3_600_000) }),
  }

  return {
    control,
    connect: (given: CallIntake): void => {
      intake = given
    },
    settled,
    lines,
    recordings,
    /** What was asked of the carrier, in order. */
    asked,
    line: (carrierId: string): Line => lines.get(carrierId) as Line,
    /** The lines of a call that are not over. */
    liveOf: (callId: string): Line[] => [...lines.values()].filter((line) => line.callId === callId && !isOver(line)),
    ringing: (): Line[] => [...lines.values()].filter((line) => line.state === 'ringing'),
    setDown: (down: boolean): void => {
      isDown = down
    },
    /** Nobody in a conference is held or muted, nor taken back: as if they were not in it. */
    setRefusing: (refusing: boolean): void => {
      isRefusing = refusing
    },
    /** What every recording sounds like from now on, which comes as MP3 first. */
    setSound: (bytes: Uint8Array): void => {
      wav = bytes
    },
    /** No recording is deleted. */
    setKeeping: (keeping: boolean): void => {
      isKeeping = keeping
    },
    /** Nobody is told of anything. */
    setDeaf: (deaf: boolean): void => {
      isDeaf = deaf
    },
    /** Somebody outside dials one of our numbers. */
    arrive: async (from: string, to: string): Promise<Line> => {
      const line = newLine({ from, to, legId: 'l1' })
      line.callId = callIdOf('memory', line.carrierId)
      await give(line, await intake.arrived({ carrierId: line.carrierId, from, to }))
      return line
    },
    /** A browser dials in. */
    dialIn: async (dialId: string, identity: string, callId = ''): Promise<Line> => {
      const line = newLine({ from: identity, callId })
      await give(line, await intake.dialledIn({ dialId, identity, carrierId: line.carrierId }))
      return line
    },
    pickUp: async (line: Line): Promise<void> => {
      line.state = 'live'
      tellLine(line)
      if (line.waits.step) await answer(line, line.waits.step, { type: 'nothing' })
      await settled()
    },
    refuse: async (line: Line, state: LegState = 'busy'): Promise<void> => {
      end(line, state)
      await settled()
    },
    key: async (line: Line, digits: string): Promise<void> => {
      if (line.waits.at !== 'gather' || !line.waits.step) throw new Error(`nothing waits for keys: ${JSON.stringify(line.waits)}`)
      await answer(line, line.waits.step, { type: 'digits', digits })
      await settled()
    },
    say: async (line: Line, text: string): Promise<void> => {
      if (line.waits.at !== 'gather' || !line.waits.step) throw new Error(`nothing listens: ${JSON.stringify(line.waits)}`)
      await answer(line, line.waits.step, { type: 'speech', text, confidence: 0.9 })
      await settled()
    },
    /** Says nothing, or lets what plays come to its end. */
    wait: async (line: Line): Promise<void> => {
      await run(line, line.waits.rest)
      await settled()
    },
    /** Ended by a key, or by hanging up: then the end of the line may be told before the message is. */
    leaveMessage: async (line: Line, seconds: number, { hangsUp = false } = {}): Promise<string> => {
      const { at, step } = line.waits
      if (at !== 'record' || !step) throw new Error(`nothing records: ${JSON.stringify(line.waits)}`)
      if (hangsUp) {
        end(line)
        await settled()
      }
      const recordingId = newId('RE')
      recordings.set(recordingId, { carrierId: line.carrierId, state: 'stopped', isReady: true, isDeleted: false })
      await answer(line, step, { type: 'recorded', recordingId, seconds })
      await settled()
      return recordingId
    },
    /** While it rings, that is to refuse it. */
    hangUp: async (line: Line): Promise<void> => {
      end(line, line.state === 'live' ? 'completed' : 'busy')
      await settled()
    },
    /** The line ends and nobody is told. */
    vanish: (line: Line): void => {
      line.state = 'completed'
      line.conference = null
    },
  }
}
export type MemoryCarrier = ReturnType<typeof memoryCarrier>
