/** The languages that <Say> speaks: https://www.twilio.com/docs/voice/twiml/say/text-speech. */
const SAY_LANGUAGES = new Set(
  (
    'af-ZA am-ET ar-AE ar-XA arb bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-DE el-GR en-AU en-CA en-GB ' +
    'en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US fi-FI fil-PH fr-CA fr-FR fr-BE gu-IN he-IL hi-IN hu-HU id-ID ' +
    'is-IS it-IT ja-JP kn-IN ko-KR lv-LV ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sr-RS ' +
    'sv-SE ta-IN te-IN th-TH tr-TR uk-UA vi-VN yue-HK zh-CN zh-HK zh-TW'
  ).split(' '),
)
/** Basic voices, and those of others by their names: `Polly.Amy-Neural`, `Google.en-GB-Standard-A`. */
const VOICE = /^(man|woman|alice|Polly\.[A-Z][a-z]+(-Neural|-Generative)?|Google\.[a-z]{2,3}-[A-Z]{2}-[A-Za-z0-9-]+)$/
/** <Gather> passes its language on to whoever recognises speech, who wants the region with it. */
const HEARD = /^[a-z]{2,3}(-[A-Z][a-z]{3})?-[A-Z]{2}$/

type Attributes = Readonly<Record<string, string>>

/** Twilio's warning about how a text is to be said, by which it is not said (?) and the call goes on; null: there is none. */
export const whyNotSaid = ({ language, voice }: Attributes): string | null => {
  if (voice !== undefined && !VOICE.test(voice)) return `“${voice}” is no voice of the carrier’s (13511)`
  return language !== undefined && !SAY_LANGUAGES.has(language) ? `“${language}” is no language that the carrier speaks (13512)` : null
}

/** The same of listening to words, which then fails. */
export const whyNotHeard = ({ language, input }: Attributes): string | null =>
  language !== undefined && /\bspeech\b/.test(input ?? '') && !HEARD.test(language)
    ? `“${language}” is no language that the carrier understands (13331)`
    : null
