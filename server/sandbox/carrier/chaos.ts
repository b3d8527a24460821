import * as z from 'zod'

const share = z.number().min(0).max(1).default(0)

/** How the carrier misbehaves, as real ones do on a bad day. Shares are of one; all are drawn from `seed`, so a run can be had again. */
export const ChaosSettings = z
  .object({
    seed: z.number().int().min(0).default(1),
    /** Of callbacks: wait up to `delayMs`, so that later ones overtake. */
    reorder: share,
    /** Are sent twice, with the same idempotency token. */
    double: share,
    drop: share,
    /** Wait the whole of `delayMs`. */
    delay: share,
    delayMs: z.number().int().min(0).max(60_000).default(2_000),
    /** Of all requests to the desk: sent, but the answer is never heard. */
    timeOut: share,
    /** How long such a silence takes. */
    timeOutMs: z.number().int().min(0).max(15_000).default(15_000),
    /** Of REST requests: refused with 429 and 20429. */
    refuse: share,
    /** Of changes to a participant: refused with 404 and 20404, as of one who has not come yet or has just left. */
    refuseParticipant: share,
  })
  .strict()
export type ChaosSettings = z.infer<typeof ChaosSettings>

/** What becomes of one callback: when each copy of it is sent, in milliseconds from now. Empty: never. */
export type CallbackFate = readonly number[]

export interface Chaos {
  set(settings: Partial<ChaosSettings>): ChaosSettings
  settings(): ChaosSettings
  fateOfCallback(): CallbackFate
  isUnheard(): boolean
  isRefused(): boolean
  isParticipantRefused(): boolean
  /** Which of two things that have no order happens first. */
  coin(): boolean
}

/** Mulberry32: small, even, and the same everywhere. Nothing here is a secret. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const createChaos = (first: Partial<ChaosSettings> = {}): Chaos => {
  let settings = ChaosSettings.parse(first)
  let random = randomFrom(settings.seed)
  const happens = (chance: number): boolean => chance > 0 && random() < chance
  const wait = (): number => {
    if (happens(settings.delay)) return settings.delayMs
    return happens(settings.reorder) ? Math.floor(random() * settings.delayMs) : 0
  }
  return {
    set: (changed) => {
      settings = ChaosSettings.parse(changed)
      random = randomFrom(settings.seed)
      return settings
    },
    settings: () => settings,
    fateOfCallback: () => {
      if (happens(settings.drop)) return []
      return happens(settings.double) ? [wait(), wait()] : [wait()]
    },
    isUnheard: () => happens(settings.timeOut),
    isRefused: () => happens(settings.refuse),
    isParticipantRefused: () => happens(settings.refuseParticipant),
    coin: () => random() < 0.5,
  }
}
