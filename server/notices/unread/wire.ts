/** As many unread mentions are told; the count says "99+" from there. By itself, for pages to load without any schema. */
export const MOST_UNREAD = 100
