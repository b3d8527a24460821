import type { FlowItem, FlowVersion } from '../../server/calls/flows/wire.ts'

/** How people call a version. */
export const versionWords = ({ version, isFile, restores }: Pick<FlowVersion, 'version' | 'isFile' | 'restores'>): string => {
  if (version === 0) return 'The file of the installation'
  if (isFile) return `Version ${version}: back to the file`
  return restores === null ? `Version ${version}` : `Version ${version}: ${restores} again`
}

/** What runs, for the chip beside the menu's name. */
export const runningWords = ({ isLive, published }: Pick<FlowItem, 'isLive' | 'published'>): string => {
  if (!isLive) return 'Not running'
  if (!published) return 'As installed, live'
  return published.isFile ? 'The installation’s file, live' : `Version ${published.version}, live`
}
