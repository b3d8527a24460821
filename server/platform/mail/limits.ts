/** What one mail may cost (SECURITY E8). Beyond any of these it is shown as its raw text. */
export const mailLimits = {
  /** MIME parts, the root not counted. */
  parts: 100,
  depth: 20,
  /** Of each part's header. */
  headerBytes: 256 * 1024,
  htmlChars: 2 * 1024 * 1024,
  textChars: 500_000,
  /** Of the raw text shown instead of a mail that cannot be read. */
  rawTextBytes: 200_000,
  parseMs: 5_000,
  parseMemoryMb: 256,
  /** SPF, DKIM and DMARC with their look-ups. */
  authenticateMs: 10_000,
  sanitiseMs: 3_000,
} as const
