/** What the page says about its site; written by the desk, see `pages.ts` of the chat channel. */
export interface SiteInfo {
  id: string
  name: string
  promise: string
  origins: string[]
  needsIdentity: boolean
}

export const readSite = (text: string | undefined): SiteInfo => JSON.parse(text ?? '') as SiteInfo
