import { expect, it } from 'vitest'
import { qualityWords, worstFirst } from '../../agent-console/softphone/media/quality.ts'
import { warningOf } from '../../agent-console/softphone/twilio-faults.ts'

const words = (...names: string[]): string | undefined => {
  const [worst] = worstFirst(names.flatMap((name) => warningOf[name] ?? []))
  return worst && qualityWords[worst]
}

it.each([
  ['high-rtt', 'late'],
  ['high-jitter', 'uneven'],
  ['high-packet-loss', 'lost'],
  ['high-packets-lost-fraction', 'lost'],
  ['low-mos', 'lost'],
  ['low-bytes-received', 'cut'],
  ['low-bytes-sent', 'cut'],
  ['ice-connectivity-lost', 'cut'],
])('Twilio’s %s says that the sound is %s', (name, word) => {
  expect(words(name)).toMatch(new RegExp(`\\b${word}\\b`))
})

it('says the worst of several, and nothing of what people cannot mend', () => {
  expect(words('high-jitter', 'high-rtt')).toBe(qualityWords.delay)
  expect(words('high-jitter', 'ice-connectivity-lost', 'low-mos')).toBe(qualityWords.cut)
  expect(words('constant-audio-input-level')).toBeUndefined()
})
