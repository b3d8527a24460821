/** Pairs of frequencies in hertz (ITU-T Q.23). */
const rows = [697, 770, 852, 941]
const columns = [1209, 1336, 1477]
const keys = '123456789*0#'

export const pairOf = (key: string): readonly [number, number] | undefined => {
  const at = keys.indexOf(key)
  const [row, column] = [rows[Math.floor(at / 3)], columns[at % 3]]
  return key.length === 1 && at >= 0 && row && column ? [row, column] : undefined
}
