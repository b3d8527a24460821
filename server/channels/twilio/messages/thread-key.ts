/** All texts between one of our numbers and one of theirs are one thread. */
export const threadKeyOf = (ours: string, theirs: string): string => `sms:${ours}:${theirs}`

export const readThreadKey = (threadKey: string): { ours: string; theirs: string } => {
  const [, ours = '', theirs = ''] = threadKey.split(':')
  return { ours, theirs }
}
