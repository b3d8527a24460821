import type { StartedTestCall, TestCall, TestCallStage } from '../../server/calls/wire.ts'
import { get, post } from '../desk/call.ts'
import { messageOf } from '../desk/desk-error.ts'
import { createStore } from '../desk/store.ts'
import type { SoftCall } from '../softphone/softphone.ts'
import { connectTest, leaveTest } from './phone.ts'

/** `wrong`: it did not come about; `why` is for people. */
export type TestState = { name: 'idle' | TestCallStage } | { name: 'wrong'; why: string }

const LOOK_MS = 700
/** The desk ends it too. */
const LONGEST_MS = 30_000

export const testCall = createStore<TestState>({ name: 'idle' })
export const isGoing = ({ name }: TestState): boolean => name === 'dialling' || name === 'speak' || name === 'listen'

/** Follows the test at the desk until the line has ended; what the desk says last is how it came out. */
const follow = async (id: string, call: SoftCall): Promise<void> => {
  let isTooLong = false
  const longest = setTimeout(() => {
    isTooLong = true
    call.hangUp()
  }, LONGEST_MS)
  for (;;) {
    const isLast = call.state.get().phase === 'ended'
    const seen = await get<TestCall>(`/softphone/test-calls/${id}`).catch(() => null)
    const next: TestState = { name: seen?.stage ?? testCall.get().name } as TestState
    // The line is still there while the desk says goodbye.
    if (!isLast && isGoing(next)) testCall.set(next)
    if (isLast) {
      const isOut = next.name === 'done' || next.name === 'silent'
      // Hung up at this side: it was stopped, or a call came.
      const isStopped = call.state.get().why === null && !isTooLong
      testCall.set(isOut ? next : { name: isStopped ? 'idle' : 'failed' })
      break
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  clearTimeout(longest)
}

/** Dials the desk's test line: what is said is recorded, comes back, and is deleted. Any other call of this phone ends it. */
export const startTest = async (): Promise<void> => {
  if (isGoing(testCall.get())) return
  testCall.set({ name: 'dialling' })
  try {
    let id = ''
    const call = await connectTest(async () => {
      const started = await post<StartedTestCall>('/softphone/test-calls')
      id = started.testCallId
      return started.dialId
    })
    if (call) await follow(id, call)
    else testCall.set({ name: 'idle' })
  } catch (error) {
    testCall.set({ name: 'wrong', why: messageOf(error) })
  }
}

/** What came of it is forgotten too. */
export const stopTest = async (): Promise<void> => {
  await leaveTest()
  if (!isGoing(testCall.get())) testCall.set({ name: 'idle' })
}
