export type Mark = 'jack' | 'ring' | 'square'

/** One row's own piece of the cord. Measures are pixels from the row's upper start corner. */
export interface CordPiece {
  height: number
  /** From the row's upper edge, in the lane of the row before, to the mark. Null in the first row. */
  path: string | null
  isBend: boolean
  mark: { shape: Mark; x: number; y: number }
  /** Where the straight rest of the row begins. */
  tailTop: number
  /** Where the colours of a bend change over. */
  gradientEnd: number
}

const marks: Record<Mark, { y: number; height: number; tail: number; stop: number }> = {
  jack: { y: 22, height: 29, tail: 28, stop: 4 },
  ring: { y: 13, height: 20, tail: 16.5, stop: 0 },
  square: { y: 18, height: 25, tail: 21.5, stop: 0 },
}

/** A lazy S from lane to lane: leaves straight down, arrives straight down. */
const bend = (from: number, to: number, y: number, stop: number): string =>
  `M${from} 0C${from} ${round(y * 0.62)} ${to} ${round(y * 0.28)} ${to} ${y - stop}`

const round = (value: number): number => Math.round(value * 10) / 10

/** Draws nothing that another row needs, so rows may come and go while a list scrolls. */
export const cordPiece = (fromX: number | null, toX: number, shape: Mark): CordPiece => {
  const { y, height, tail, stop } = marks[shape]
  const isBend = fromX !== null && fromX !== toX
  const path = fromX === null ? null : isBend ? bend(fromX, toX, y, stop) : `M${toX} 0V${y}`
  return { height, path, isBend, mark: { shape, x: toX, y }, tailTop: tail, gradientEnd: y }
}

const STUB_Y = 26

/** The dotted end that shows where the answer will go. */
export const cordEnd = (fromX: number, toX: number): { path: string; x: number; y: number; height: number; isBend: boolean } => ({
  path: fromX === toX ? `M${toX} 0V${STUB_Y - 4}` : bend(fromX, toX, STUB_Y, 4),
  x: toX,
  y: STUB_Y,
  height: STUB_Y + 7,
  isBend: fromX !== toX,
})
