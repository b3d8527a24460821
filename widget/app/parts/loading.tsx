import { useEffect, useState } from 'preact/hooks'

/** Nothing for 300 ms, then quiet bars; after 8 s a line with what is slow. */
export const Loading = () => {
  const [step, setStep] = useState(0)
  useEffect(() => {
    const bars = setTimeout(() => setStep(1), 300)
    const words = setTimeout(() => setStep(2), 8_000)
    return () => {
      clearTimeout(bars)
      clearTimeout(words)
    }
  }, [])
  return (
    <div class="wg-b" aria-busy="true">
      {step > 0 ? (
        <div class="sk" aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
      ) : null}
      {step > 1 ? <p class="wl2">The desk is slow to answer. Still trying.</p> : null}
    </div>
  )
}
