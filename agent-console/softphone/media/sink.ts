type WithSink = AudioContext & { setSinkId?(id: string): Promise<void> }

export const canChooseSink = (): boolean => typeof AudioContext !== 'undefined' && 'setSinkId' in AudioContext.prototype

/** `''` is the system's own choice. Resolves with false where the browser does not let pages choose; rejects when the device is gone. */
export const chooseSink = async (context: AudioContext, deviceId: string): Promise<boolean> => {
  const { setSinkId } = context as WithSink
  if (!setSinkId) return false
  await setSinkId.call(context, deviceId)
  return true
}
