import { DOORS, RETRY } from '../addresses.ts'

/** What must stand at Twilio so that its requests come here; `fallback` only when there is a place to fall back to. */
export const wantedAt = (publicUrl: string, fallback: string | undefined) => {
  const door = (path: string): string => `${publicUrl}${DOORS}/${path}${RETRY}`
  const shared = {
    ...(fallback ? { voiceFallbackUrl: fallback, voiceFallbackMethod: 'POST' } : {}),
    statusCallback: door('status'),
    statusCallbackMethod: 'POST',
  }
  return {
    application: { voiceUrl: door('dial'), voiceMethod: 'POST', ...shared },
    voice: { voiceUrl: door('voice'), voiceMethod: 'POST', ...shared },
    sms: { smsUrl: door('sms'), smsMethod: 'POST' },
  }
}

/** What is there otherwise than it should be. */
export const differences = <Wanted extends Record<string, string>>(there: object, wanted: Wanted): Partial<Wanted> =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => ((there as Record<string, unknown>)[name] ?? '') !== value),
  ) as Partial<Wanted>

const names: Record<string, string> = {
  voiceUrl: '“A call comes in”',
  voiceMethod: 'its method',
  voiceFallbackUrl: '“Primary handler fails”',
  voiceFallbackMethod: 'the fallback’s method',
  statusCallback: '“Call status changes”',
  statusCallbackMethod: 'the status callback’s method',
  smsUrl: '“A message comes in”',
  smsMethod: 'the messages’ method',
}

/** In the words of Twilio's console. */
export const inWords = (changes: object): string =>
  Object.entries(changes)
    .map(([name, value]) => `${names[name] ?? name}: ${value}`)
    .join('\n')

/**
 * To be pasted into a new TwiML Bin: music, and back to where the call came from, which Twilio names. A key pressed while the desk is away is lost and the
 * menu asks again: a redirect carries none, and in the address it would come into logs.
 */
export const fallbackDocument =
  '<Response><Say>One moment, please.</Say><Play>http://com.twilio.sounds.music.s3.amazonaws.com/MARKOVICHAMP-Borghestral.mp3</Play><Redirect method="POST">{{ErrorUrl}}</Redirect></Response>'
