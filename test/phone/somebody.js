// Runs in the page of whoever a call reaches (somebody-page.ts).
globalThis.somebody = (() => {
  /** Longer than the pause between two beeps. */
  const LISTEN_MS = 2200
  let peer
  let microphone
  let ear

  /** Gives back what each frame that arrives has inside, in Chromium's first form of WebRTC Encoded Transform. */
  const readFrames = (streams, tell) => {
    const { readable, writable } = streams.createEncodedStreams()
    const look = new TransformStream({
      transform: (frame, controller) => {
        tell(frame)
        controller.enqueue(frame)
      },
    })
    void readable.pipeThrough(look).pipeTo(writable)
  }

  const listen = (stream) => {
    ear ??= { element: Object.assign(new Audio(), { muted: true }), analyser: new AudioContext().createAnalyser() }
    ear.source?.disconnect()
    ear.source = ear.analyser.context.createMediaStreamSource(stream)
    ear.source.connect(ear.analyser)
    // Chromium gives Web Audio nothing of another's sound until an element plays it too.
    ear.element.srcObject = stream
    void ear.element.play()
  }

  const level = () => {
    const wave = new Float32Array(ear?.analyser.fftSize ?? 1)
    ear?.analyser.getFloatTimeDomainData(wave)
    return Math.max(...wave.map(Math.abs))
  }

  const answer = async (offer) => {
    peer?.close()
    microphone ??= await navigator.mediaDevices.getUserMedia({ audio: true })
    peer = new RTCPeerConnection({ encodedInsertableStreams: true })
    await peer.setRemoteDescription({ type: 'offer', sdp: offer })
    const sender = peer.addTrack(microphone.getAudioTracks()[0], microphone)
    readFrames(sender, () => {})
    await peer.setLocalDescription()
    const [receiver] = peer.getReceivers()
    // The caller is told once, so what it is told is whole.
    while (peer.iceGatheringState !== 'complete')
      await new Promise((resolve) => peer.addEventListener('icegatheringstatechange', resolve, { once: true }))
    const { sdp } = peer.localDescription
    const eventTypes = [...sdp.matchAll(/^a=rtpmap:(\d+) telephone-event\//gm)].map(([, type]) => Number(type))
    let lastAt
    readFrames(receiver, (frame) => {
      // One press is many packets of one time (RFC 4733, 2.5.1.2).
      if (!eventTypes.includes(frame.getMetadata().payloadType) || frame.timestamp === lastAt) return
      lastAt = frame.timestamp
      globalThis.keyed('0123456789*#'[new Uint8Array(frame.data)[0]])
    })
    listen(new MediaStream([receiver.track]))
    return sdp
  }

  const hears = () =>
    new Promise((resolve) => {
      const ends = performance.now() + LISTEN_MS
      const look = setInterval(() => {
        const isLoud = level() > 0.01
        if (!isLoud && performance.now() < ends) return
        clearInterval(look)
        resolve(isLoud)
      }, 20)
    })

  return { answer, hears }
})()
