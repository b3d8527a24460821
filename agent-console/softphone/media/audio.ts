import { createStore, type Store } from '../../desk/store.ts'

/** The page's ear: everything that is heard goes through `output`. */
export interface Audio {
  context: AudioContext
  output: GainNode
  /** The browser keeps silent until the page has been touched. It is heard from the next click or key on. */
  isBlocked: Store<boolean>
  /** `''` is the system's own choice. Resolves with false where the browser does not let pages choose. */
  chooseSpeaker(deviceId: string): Promise<boolean>
  close(): Promise<void>
}

type WithSink = AudioContext & { setSinkId?(id: string): Promise<void> }

export const canChooseSpeaker = (): boolean => typeof AudioContext !== 'undefined' && 'setSinkId' in AudioContext.prototype

export const createAudio = (): Audio => {
  const context: WithSink = new AudioContext({ latencyHint: 'interactive' })
  const output = context.createGain()
  output.connect(context.destination)
  const isBlocked = createStore(context.state === 'suspended')
  const follow = (): void => isBlocked.set(context.state === 'suspended')
  const wake = (): void => void (context.state === 'suspended' && context.resume().catch(() => {}))
  context.addEventListener('statechange', follow)
  for (const touch of ['pointerdown', 'keydown'] as const) document.addEventListener(touch, wake, true)
  wake()
  return {
    context,
    output,
    isBlocked,
    chooseSpeaker: async (deviceId) => {
      if (!context.setSinkId) return false
      await context.setSinkId(deviceId)
      return true
    },
    close: async () => {
      for (const touch of ['pointerdown', 'keydown'] as const) document.removeEventListener(touch, wake, true)
      context.removeEventListener('statechange', follow)
      if (context.state !== 'closed') await context.close()
    },
  }
}
