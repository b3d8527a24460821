import { useParams } from 'react-router'
import { CaseScreen } from '../cases/case-screen.tsx'
import { NoCase } from '../cases/no-case.tsx'
import { Page } from '../frame/page.tsx'
import { WorkList } from './work-list.tsx'

export const WorkPage = () => {
  const { caseId } = useParams()
  return (
    <Page at={caseId ? 'sheet' : 'list'} list={<WorkList />}>
      {caseId ? <CaseScreen key={caseId} caseId={caseId} back="/work" /> : <NoCase />}
    </Page>
  )
}
