/** What the mail door takes from one caller (SECURITY E7, R8). */
export const doorLimits = {
  mailBytes: 25 * 1024 * 1024,
  /** Of a mail kept in memory from the socket to the parser; larger ones are read back. */
  rememberedBytes: 256 * 1024,
  connections: 100,
  connectionsPerAddress: 25,
  recipients: 50,
  idleMs: 60_000,
  mailsPerMinute: 300,
  /** For this machine itself: a local relay speaks for everyone. */
  mailsPerMinuteFromLoopback: 30_000,
  refusedRecipients: 10,
}
export type DoorLimits = typeof doorLimits

/** Automatic mail (SECURITY E4). */
export const automaticLimits = { perAddressMs: 24 * 3_600_000, perHour: 50 }

/** How long a reply token routes after its case was closed, in days (SECURITY E3). One given out more lately is not even asked about. */
export const TOKEN_DAYS = 180
