/** What the mail door takes from one caller (SECURITY E7, R8). */
export interface DoorLimits {
  mailBytes: number
  /** Of a mail kept in memory from the socket to the parser; larger ones are read back. */
  rememberedBytes: number
  connections: number
  connectionsPerAddress: number
  recipients: number
  idleMs: number
  mailsPerMinute: number
  /** For this machine itself: a local relay speaks for everyone. */
  mailsPerMinuteFromLoopback: number
  refusedRecipients: number
}

/** Automatic mail (SECURITY E4). */
export const automaticLimits = { perAddressMs: 24 * 3_600_000, perHour: 50 }

/** How long a reply token routes after its case was closed, in days (SECURITY E3). One given out more lately is not even asked about. */
export const TOKEN_DAYS = 180
