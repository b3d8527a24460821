/** Runs in the audio thread and knows nothing: hands on what two inputs say, in blocks that are worth a message. */
const BLOCK = 2048

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare const registerProcessor: (name: string, processor: unknown) => void

// The audio thread takes classes only.
class Capture extends AudioWorkletProcessor {
  left = new Float32Array(BLOCK)
  right = new Float32Array(BLOCK)
  filled = 0
  process([left = [], right = []]: Float32Array[][]): boolean {
    const length = left[0]?.length ?? right[0]?.length ?? 128
    for (let at = 0; at < length; at++) {
      this.left[this.filled] = left[0]?.[at] ?? 0
      this.right[this.filled] = right[0]?.[at] ?? 0
      this.filled += 1
      if (this.filled === BLOCK) {
        this.port.postMessage([this.left, this.right], [this.left.buffer, this.right.buffer])
        this.left = new Float32Array(BLOCK)
        this.right = new Float32Array(BLOCK)
        this.filled = 0
      }
    }
    return true
  }
}

registerProcessor('capture', Capture)
