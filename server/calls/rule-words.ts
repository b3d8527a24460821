export interface RuleWords {
  locale: string
  nobody: string
  leaveMessage: string
  /** `number`: of digits with spaces between, so that every voice reads them one by one. */
  offerCallback(number: string): string
  noted: string
  already: string
  noCallback: string
  thanks: string
  later: string
  notPutThrough: string
}

const words: Record<string, RuleWords> = {
  en: {
    locale: 'en-US',
    nobody: 'Nobody is free to talk to you at the moment.',
    leaveMessage: 'Leave a message after the tone, and we answer it. End it with the hash key.',
    offerCallback: (number) => `If we may call you back on ${number}, press 1. To leave a message, press 2.`,
    noted: 'Noted. You keep your place, and we call you back.',
    already: 'You are on our list already. You keep your place, and we call you back.',
    noCallback: 'We cannot call you back on this number.',
    thanks: 'Thank you. Goodbye.',
    later: 'Try again later, or write to us. Goodbye.',
    notPutThrough: 'Calls from your number are not answered here. Goodbye.',
  },
  de: {
    locale: 'de-DE',
    nobody: 'Im Moment ist niemand für Sie frei.',
    leaveMessage: 'Hinterlassen Sie nach dem Ton eine Nachricht, wir melden uns. Beenden Sie sie mit der Raute.',
    offerCallback: (number) => `Wenn wir Sie unter der Nummer ${number} zurückrufen dürfen, drücken Sie die 1. Für eine Nachricht die 2.`,
    noted: 'Notiert. Sie behalten Ihren Platz, und wir rufen zurück.',
    already: 'Sie stehen schon auf unserer Liste. Sie behalten Ihren Platz, und wir rufen zurück.',
    noCallback: 'Unter dieser Nummer können wir Sie nicht zurückrufen.',
    thanks: 'Danke. Auf Wiederhören.',
    later: 'Versuchen Sie es später noch einmal, oder schreiben Sie uns. Auf Wiederhören.',
    notPutThrough: 'Anrufe von Ihrer Nummer werden hier nicht angenommen. Auf Wiederhören.',
  },
}

/** Pure: what the desk itself says to a caller whom a rule of a queue turns away. */
export const ruleWords = (language: string): RuleWords => words[language.slice(0, 2)] ?? (words.en as RuleWords)
