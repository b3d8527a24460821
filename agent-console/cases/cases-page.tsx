import { useParams, useSearchParams } from 'react-router'
import { Page } from '../frame/page.tsx'
import { CaseList } from '../lists/case-list.tsx'
import { CaseScreen } from './case-screen.tsx'
import { NoCase } from './no-case.tsx'

export const CasesPage = () => {
  const { caseId } = useParams()
  const [words] = useSearchParams()
  const search = words.size > 0 ? `?${words}` : ''
  return (
    <Page at={caseId ? 'sheet' : 'list'} list={<CaseList />}>
      {caseId ? <CaseScreen key={caseId} caseId={caseId} back={`/cases${search}`} /> : <NoCase />}
    </Page>
  )
}
