/** When today began where the reader is, as an instant. */
export const startOfToday = (nowMs: number): string => {
  const at = new Date(nowMs)
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).toISOString()
}
