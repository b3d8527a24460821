import { useParams } from 'react-router'
import type { Mention } from '../../server/notices/wire.ts'
import { CaseScreen } from '../cases/case-screen.tsx'
import { useNames } from '../cases/use-names.ts'
import { ListPane } from '../frame/list-pane.tsx'
import { Page } from '../frame/page.tsx'
import { Sheet } from '../frame/sheet.tsx'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { MoreButton } from '../signs/more-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { useAim } from '../timeline/use-aim.ts'
import { useListKeysFrom } from '../work/use-list-keys.ts'
import { addressOf, readAll } from './mention-acts.ts'
import { MentionRow } from './mention-row.tsx'
import { useMentions } from './use-mentions.ts'
import '../work/work.css'
import '../lists/lists.css'
import '../timeline/rows.css'
import './mentions.css'

/** Every note that names me, each case of mine to which messages are held back, and the case of the one that is chosen. */
export const MentionsPage = () => {
  const { caseId } = useParams()
  const { item } = useAim()
  const names = useNames()
  const { mentions, error, isLoading, refetch, more, isLoadingMore } = useMentions()
  const open = mentions.find((one) => one.itemId === item && one.caseId === caseId)
  const [newest] = mentions
  const ids = mentions.map(({ id }) => id)
  useListKeysFrom(open?.id, ids, (id) => addressOf(mentions[ids.indexOf(id)] as Mention))
  return (
    <Page
      at={caseId ? 'sheet' : 'list'}
      list={
        <ListPane label="Mentions">
          <header className="work-h">
            <h1>Mentions</h1>
            {newest && mentions.some(({ isRead }) => !isRead) ? (
              <button type="button" className="btn sm" onClick={() => void readAll(newest)}>
                Mark all read
              </button>
            ) : null}
          </header>
          <div className="work-s">
            {isLoading ? <QuietBars what="The list" rows={4} /> : null}
            {error ? <Failure what="The list did not load" still="Nothing of it is lost." error={error} retry={refetch} /> : null}
            {!isLoading && !error && mentions.length === 0 ? (
              <Empty title="Nobody has named you yet">
                When a colleague writes @ and your name into the note of a case, it is told at once and stands here. So does that a message
                to a case of yours is held back.
              </Empty>
            ) : null}
            {mentions.map((mention) => (
              <MentionRow key={mention.id} mention={mention} names={names} isOpen={mention === open} />
            ))}
            <MoreButton more={more} isLoadingMore={isLoadingMore} />
          </div>
        </ListPane>
      }
    >
      {caseId ? (
        <CaseScreen key={caseId} caseId={caseId} back="/mentions" />
      ) : (
        <Sheet>
          <Empty title="No case is open" isPlain>
            Choose one from the list to see it in its case.
          </Empty>
        </Sheet>
      )}
    </Page>
  )
}
