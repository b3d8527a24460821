import { createHash } from 'node:crypto'

/** Of the body as it came, less the line ends that transports add at its end. Hexadecimal. */
export const bodyHash = (raw: Buffer, bodyStart: number): string => {
  let end = raw.length
  while (end > bodyStart && (raw[end - 1] === 10 || raw[end - 1] === 13)) end--
  return createHash('sha256').update(raw.subarray(bodyStart, end)).digest('hex')
}
