/** Markers that stand alone, without a length: restarts, begin and end. */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9)
/** Of a frame, whose header says how large the picture is. Three of these numbers are tables. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
const BEGIN_OF_SCAN = 0xda

/**
 * How many pixels a JPEG has, by its frame header (ITU-T T.81, B.2.2), which stands behind segments of metadata; no pixels without a frame, as nobody
 * will decode it then. `next`: where to read on, when the frame is not in this part of the file. Like decoders, it passes over what lies between.
 */
export const jpegPixels = (part: Uint8Array): { pixels: number } | { next: number } => {
  const head = new DataView(part.buffer, part.byteOffset, part.byteLength)
  let at = 0
  while (at + 9 <= part.length) {
    const marker = part[at + 1] as number
    if (part[at] !== 0xff || marker === 0xff || marker === 0) at += 1
    else if (isAlone(marker)) at += 2
    else if (isFrame(marker)) return { pixels: head.getUint16(at + 5) * head.getUint16(at + 7) }
    else if (marker === BEGIN_OF_SCAN) return { pixels: 0 }
    else at += 2 + head.getUint16(at + 2)
  }
  return { next: at }
}
