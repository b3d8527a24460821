export interface Device {
  id: string
  name: string
}

/** `isNamed`: browsers name devices only to pages that may use the microphone. */
export interface DeviceList {
  microphones: readonly Device[]
  speakers: readonly Device[]
  isNamed: boolean
  canChooseSpeaker: boolean
}

/** As browsers list them (W3C Media Capture, `MediaDeviceInfo`). */
interface Listed {
  deviceId: string
  kind: 'audioinput' | 'audiooutput' | 'videoinput'
  label: string
}

/** Pure: what the browser lists, as choices. The pseudo device `default` is the system's own, which every list begins with anyway. */
export const listFrom = (all: readonly Listed[], canChoose: boolean): DeviceList => {
  const of = (kind: Listed['kind'], word: string): Device[] =>
    all
      .filter((one) => one.kind === kind && !['', 'default', 'communications'].includes(one.deviceId))
      .map((one, at) => ({ id: one.deviceId, name: one.label || `${word} ${at + 1}` }))
  return {
    microphones: of('audioinput', 'Microphone'),
    speakers: canChoose ? of('audiooutput', 'Speaker') : [],
    isNamed: all.some((one) => one.label !== ''),
    canChooseSpeaker: canChoose,
  }
}
