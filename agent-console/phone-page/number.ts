/** `+1 (202) 555-0168`, `0044 20 …` or whatever people type, as `+12025550168`; null if it cannot be a number. */
export const toE164 = (typed: string): string | null => {
  const bare = typed.replace(/[\s().\-/]/g, '').replace(/^00/, '+')
  return /^\+[1-9]\d{6,14}$/.test(bare) ? bare : null
}

/** North American numbers as people there write them; others stay as they are, because each country groups its own way. */
export const forPeople = (number: string): string => {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number)
  return parts ? `+1 (${parts[1]}) ${parts[2]}-${parts[3]}` : number
}

/** Numbers kept for stories (NANPA: 555-0100 to 555-0199). The desk's own begin at 0100, so a phone takes one of the later ones. */
export const fictional = (chance: number): string => `+1202555${String(120 + Math.floor(chance * 80)).padStart(4, '0')}`
