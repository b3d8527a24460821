import type { Place } from '../../ivr/index.ts'
import type { CallState } from '../call.ts'
import type { CallContents, GivenStep } from '../contents.ts'
import type { CallDeps } from '../deps.ts'
import { waitDocument, waitingMusic } from '../documents.ts'
import type { CallChange } from '../entries.ts'
import type { StepRef } from '../ports.ts'

interface Words {
  locale: string
  next: string
  place(position: number): string
  minutes(from: number, to: number): string
  stay: string
}

const words: Record<string, Words> = {
  en: {
    locale: 'en-US',
    next: 'You are next in line.',
    place: (position) => `You are number ${position} in line.`,
    minutes: (from, to) =>
      from < 1
        ? `We expect it to take less than ${to === 1 ? 'a minute' : `${to} minutes`}.`
        : `We expect it to take ${from} to ${to} minutes.`,
    stay: 'Please stay on the line.',
  },
  de: {
    locale: 'de-DE',
    next: 'Sie sind als Nächstes an der Reihe.',
    place: (position) => `Sie sind an Stelle ${position}.`,
    minutes: (from, to) =>
      from < 1
        ? `Wir rechnen mit weniger als ${to === 1 ? 'einer Minute' : `${to} Minuten`}.`
        : `Wir rechnen mit ${from} bis ${to} Minuten.`,
    stay: 'Bitte bleiben Sie am Apparat.',
  },
}

/** Pure: what a waiting caller is told. */
export const sayPlace = (language: string, place: Place | null): { says: string; locale: string } => {
  const { locale, next, place: say, minutes, stay } = words[language.slice(0, 2)] ?? (words.en as Words)
  if (!place) return { says: stay, locale }
  const estimate = place.estimate ? ` ${minutes(place.estimate.fromMinutes, place.estimate.toMinutes)}` : ''
  return { says: `${place.position === 1 ? next : say(place.position)}${estimate} ${stay}`, locale }
}

/** What a caller hears now of their place and the minutes is written down, so that it can be compared with what became of it. */
export const estimated = (call: CallState, place: Place | null): CallChange[] => {
  if (!place) return []
  const next = {
    position: place.position,
    fromMinutes: place.estimate?.fromMinutes ?? null,
    toMinutes: place.estimate?.toMinutes ?? null,
  }
  const { estimate } = call
  const isSame = estimate?.position === next.position && estimate.fromMinutes === next.fromMinutes && estimate.toMinutes === next.toMinutes
  return isSame ? [] : [{ type: 'call.estimated', ...next }]
}

/** One round of music for a caller outside any flow. `comesTo`: the queue they come to wait in just now. */
export const waitStep = async (
  deps: Pick<CallDeps, 'figures' | 'platform'>,
  call: CallState,
  contents: CallContents,
  step: StepRef,
  comesTo?: string,
): Promise<GivenStep> => {
  const place = comesTo === undefined ? await deps.figures.placeOf(call) : (await deps.figures.placesIn(comesTo, call))('normal')
  const { says, locale } = sayPlace(contents.language, place)
  return {
    document: waitDocument(step, { says, language: locale, music: waitingMusic(deps.platform.publicUrl()) }),
    place: 'flow',
    changes: estimated(call, place),
  }
}
