/** What no live topic tells of is asked for again while it is on screen: somebody else may change it. */
export const LOOK_AGAIN_MS = 15_000
