import { useCallback, useState } from 'react'
import { messageOf } from '../desk/desk-error.ts'

/** One attempt at a time; says why it did not work. */
export const useAttempt = () => {
  const [isBusy, setIsBusy] = useState(false)
  const [why, setWhy] = useState<string | null>(null)
  const attempt = useCallback(async (way: () => Promise<void>): Promise<void> => {
    setIsBusy(true)
    setWhy(null)
    try {
      await way()
    } catch (error) {
      setWhy(messageOf(error))
    } finally {
      setIsBusy(false)
    }
  }, [])
  return { isBusy, why, attempt }
}
