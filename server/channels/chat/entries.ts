import type { SiteSettings } from './wire.ts'

/** A page with the widget. An audit: who let the widget be shown where. */
export type SiteChange =
  | ({ type: 'site.added' } & SiteSettings)
  | ({ type: 'site.edited' } & Partial<SiteSettings & { isActive: boolean; isIdentityRequired: boolean }>)
  /** The key itself stands nowhere: it follows from the desk's secret and how many there were. */
  | {
      type: 'site.key-made'
      /** How long the key before it is good beside it; absent: it ended at once. */
      oldStaysMs?: number
    }
  /** Every key, the newest too. */
  | { type: 'site.key-ended' }
  | { type: 'site.old-keys-ended' }

/** A visitor's token was ended by somebody of the staff: of the audit. */
export type VisitorChange = { type: 'visitor.ended'; siteId: string; caseId: string }
