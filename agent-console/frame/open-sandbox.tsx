import { useEffect, useState } from 'react'
import { Navigate, useSearchParams } from 'react-router'
import { post } from '../desk/call.ts'
import { Failure } from '../signs/failure.tsx'
import { Page } from './page.tsx'
import { useSandboxPages } from './use-sandbox-pages.ts'

/** Fetches the pass for a page of the sandbox and goes there. Nowhere else: the address may come from anywhere. */
export const OpenSandbox = () => {
  const [query] = useSearchParams()
  const { pages, error, retry } = useSandboxPages()
  const [refusal, setRefusal] = useState<unknown>(null)
  const [tries, setTries] = useState(0)
  const wanted = query.get('to') ?? ''
  const isOurs = pages?.some(({ path }) => wanted === path || wanted.startsWith(`${path}/`) || wanted.startsWith(`${path}?`)) ?? false
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try asks again
  useEffect(() => {
    if (isOurs) post('/sandbox/pass').then(() => location.replace(wanted), setRefusal)
  }, [isOurs, wanted, tries])
  if (pages && !isOurs) return <Navigate to="/" replace />
  const again = () => {
    setRefusal(null)
    setTries(tries + 1)
    retry()
  }
  return (
    <Page at="page">
      <main className="sheet" id="sheet" tabIndex={-1}>
        {error || refusal ? (
          <Failure what="The page did not open" still="The desk itself works." error={error ?? refusal} retry={again} />
        ) : null}
      </main>
    </Page>
  )
}
