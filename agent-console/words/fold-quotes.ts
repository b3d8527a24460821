export interface Folded {
  said: string
  /** Quoted lines and the signature, as they came; empty when there are none. */
  rest: string
}

const isQuote = (line: string): boolean => line.startsWith('>')
const isIntroduction = (line: string): boolean =>
  /^(On|Am|Le|El|Il|Op) .{6,200}:\s*$/.test(line) || /^-{2,} ?.{0,40}(Original|Forwarded).{0,40}-{2,}\s*$/.test(line)
const isSignature = (line: string): boolean => /^-- ?$/.test(line)

/** Splits what was written now from what was quoted at its end, and from the signature. Only the tail folds: an answer between quotes stays whole. */
export const foldQuotes = (text: string): Folded => {
  const lines = text.replaceAll('\r\n', '\n').trimEnd().split('\n')
  const signature = lines.findIndex(isSignature)
  let end = signature > 0 ? signature : lines.length
  let at = end - 1
  while (at >= 0 && (isQuote(lines[at] ?? '') || (lines[at] ?? '').trim() === '')) at -= 1
  if (lines.slice(at + 1, end).some(isQuote)) {
    while (at >= 0 && (isIntroduction(lines[at] ?? '') || (lines[at] ?? '').trim() === '')) at -= 1
    end = at + 1
  }
  const said = lines.slice(0, end).join('\n').trim()
  const rest = lines.slice(end).join('\n').trim()
  return said === '' ? { said: text.trim(), rest: '' } : { said, rest }
}

export const lineCount = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length
