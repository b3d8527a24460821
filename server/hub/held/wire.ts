/** As many held messages are told; the count says "99+" from there. By itself, for pages to load without any schema. */
export const MOST_TOLD = 100
