/** So long a file waits for its message (SECURITY F2). Also what the console tells its drafts by. */
export const UPLOAD_LIVES_MS = 3_600_000
