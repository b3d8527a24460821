import { createHash } from 'node:crypto'
import { AppError } from '../../platform/errors.ts'

/** One placement of the widget. Its id is the source that feeds a queue. */
export interface Site {
  id: string
  /** The brand, as visitors read it. */
  name: string
  /** One line under the name while nobody has joined: "Usually answers in 2 minutes". */
  promise: string
  /** Where the widget may be embedded: whole origins, or `self` for the desk's own pages. It controls embedding and proves nothing (SECURITY G2). */
  origins: readonly string[]
  /**
   * The site signs who its customers are, with this key (at least 32 bytes), or for a while with one that it had before. `isRequired`: nobody else may
   * write.
   */
  identity?: { key: string; oldKeys?: readonly string[]; isRequired: boolean }
}

/** Throws not-found. */
export const siteOf = (sites: readonly Site[], id: string): Site => {
  const site = sites.find((one) => one.id === id)
  if (!site) throw new AppError('site-not-found', 'not-found', 'There is no such site.')
  return site
}

/** What a visitor's token says of the key that the site signed with. */
export const markOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 22)

/**
 * Whether the site lets in by now whom it let in once: a token is good for 30 days, and meanwhile the site may have ended, have come to ask for a sign-in,
 * or have ended the key that this one was signed in with (SECURITY G1).
 */
export const letsIn = (site: Site | undefined, { isVerified, proof }: { isVerified: boolean; proof?: string | undefined }): boolean => {
  if (!site) return false
  const { identity } = site
  if (!isVerified) return !identity?.isRequired
  return identity !== undefined && [identity.key, ...(identity.oldKeys ?? [])].some((key) => markOf(key) === proof)
}

/** An origin as browsers write it, or `self`: anything else could smuggle another source into a policy. */
export const isOrigin = (value: string): boolean => {
  if (value === 'self') return true
  try {
    return /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value
  } catch {
    return false
  }
}
