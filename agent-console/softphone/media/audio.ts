import { createStore, type Store } from '../../desk/store.ts'
import { chooseSink } from './sink.ts'

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

export const createAudio = (): Audio => {
  const context = new AudioContext({ latencyHint: 'interactive' })
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
    chooseSpeaker: (deviceId) => chooseSink(context, deviceId),
    close: async () => {
      for (const touch of ['pointerdown', 'keydown'] as const) document.removeEventListener(touch, wake, true)
      context.removeEventListener('statechange', follow)
      if (context.state !== 'closed') await context.close()
    },
  }
}
