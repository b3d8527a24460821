import { beforeEach, describe, expect, it } from 'vitest'
import { keepNote, noteWritten } from '../../agent-console/calls/unkept-notes.ts'

let kept: string[]
let isOffline: boolean
const save = async (text: string): Promise<void> => {
  if (isOffline) throw new Error('no connection')
  kept.push(text)
}
beforeEach(() => {
  kept = []
  isOffline = false
})

describe('what is written while talking', () => {
  it('is kept at once when it is asked for, the last words and once', async () => {
    noteWritten('call_1', 'Wants the', save)
    noteWritten('call_1', 'Wants the blue one', save)
    await Promise.all([keepNote('call_1'), keepNote('call_1'), keepNote('call_2')])
    expect(kept).toEqual(['Wants the blue one'])
  })

  it('while an earlier word is being kept comes after it', async () => {
    let go = (): void => {}
    const slowly = async (text: string): Promise<void> => {
      await new Promise<void>((done) => {
        go = done
      })
      kept.push(text)
    }
    noteWritten('call_1', 'Wants', slowly)
    const first = keepNote('call_1')
    await Promise.resolve()
    await Promise.resolve()
    noteWritten('call_1', 'Wants it', save)
    const last = keepNote('call_1')
    await Promise.resolve()
    go()
    await Promise.all([first, last])
    expect(kept).toEqual(['Wants', 'Wants it'])
  })

  it('without a connection holds whoever would leave the call, and is kept with the next try', async () => {
    isOffline = true
    noteWritten('call_1', 'Wants it', save)
    await expect(keepNote('call_1')).rejects.toThrow('no connection')
    isOffline = false
    await keepNote('call_1')
    expect(kept).toEqual(['Wants it'])
  })
})
