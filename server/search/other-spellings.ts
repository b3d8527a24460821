const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue', å: 'aa', Å: 'Aa' }

/** Each gives a question as somebody else would have written the same words. */
const ways: readonly ((question: string) => string)[] = [
  // LF20718 for LF-20718
  (question) => question.replace(/(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu, ' '),
  // LF-20718 for LF20718, O’Brien for OBrien
  (question) => question.replace(/(?<=[\p{L}\d])[-'’._/](?=[\p{L}\d])/gu, ''),
  // OBrien for O’Brien, dAngelo for d’Angelo
  (question) => question.replace(/\b([odl])(?=\p{L}{3})/giu, '$1 '),
  // Müller for Mueller
  (question) => question.normalize('NFC').replace(/[äöüåÄÖÜÅ]/g, (letter) => UMLAUTS[letter] ?? letter),
  // Mueller for Müller
  (question) => question.replace(/ae|oe|ue|aa/gi, (pair) => pair[0] as string),
]

/** Pure: other ways to write a question, none of them the question itself; for when nothing is found by its own words. */
export const otherSpellings = (question: string): string[] =>
  [...new Set(ways.map((way) => way(question)))].filter((one) => one !== question)
