import { NavLink, useParams } from 'react-router'
import { ListPane } from '../frame/list-pane.tsx'
import { Page } from '../frame/page.tsx'
import { Sheet } from '../frame/sheet.tsx'
import { useNow } from '../frame/use-now.ts'
import { ChannelTile } from '../signs/channel-tile.tsx'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { MoreButton } from '../signs/more-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { age } from '../words/time.ts'
import { useListKeys } from '../work/use-list-keys.ts'
import { HeldMessage } from './held-message.tsx'
import { useHeld } from './use-held.ts'
import '../work/work.css'
import './lists.css'
import { addressWords } from '../words/address-words.ts'

export const HeldPage = () => {
  const { messageId } = useParams()
  const { messages, error, isLoading, refetch, more, isLoadingMore } = useHeld()
  const now = useNow()
  const chosen = messages.find(({ id }) => id === messageId)
  useListKeys(
    messages.map(({ id }) => id),
    (id) => `/held-back/${id}`,
    'messageId',
  )
  return (
    <Page
      at={chosen ? 'sheet' : 'list'}
      list={
        <ListPane label="Held back">
          <header className="work-h">
            <h1>Held back</h1>
          </header>
          <div className="work-s">
            {isLoading ? <QuietBars what="The list" /> : null}
            {error ? <Failure what="The list did not load" still="Nothing of it is lost." error={error} retry={refetch} /> : null}
            {!isLoading && !error && messages.length === 0 && !more ? (
              <Empty title="Nothing is held back">
                A message that answers a case whose customer did not write it waits here for a decision, and one that could not be filed
                waits to be filed again.
              </Empty>
            ) : null}
            {messages.map((message) => (
              <NavLink
                key={message.id}
                to={`/held-back/${message.id}`}
                data-case={message.id}
                className={({ isActive }) => (isActive ? 'w on' : 'w')}
              >
                <ChannelTile kind={message.channel} />
                <span className="w-b">
                  <span className="w-1">
                    <b>{message.from.name || addressWords(message.from)}</b>
                    <time dateTime={message.receivedAt}>{age(message.receivedAt, now)}</time>
                  </span>
                  <span className="w-2">
                    {message.state === 'failed' ? 'Could not be filed: ' : ''}
                    {message.subject || message.text}
                  </span>
                </span>
              </NavLink>
            ))}
            <MoreButton more={more} isLoadingMore={isLoadingMore} />
          </div>
        </ListPane>
      }
    >
      <Sheet>
        {chosen ? (
          <HeldMessage key={chosen.id} message={chosen} />
        ) : (
          <Empty title="No message is open" isPlain>
            Choose one from the list to see who wrote it and to decide where it belongs.
          </Empty>
        )}
      </Sheet>
    </Page>
  )
}
