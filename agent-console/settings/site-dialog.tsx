import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { SiteView } from '../../server/channels/chat/wire.ts'
import { CopyLine } from '../frame/copy-line.tsx'
import { DialogForm } from '../frame/dialog-form.tsx'
import { DialogNotice } from '../frame/dialog-notice.tsx'
import { LinesField } from './fields.tsx'
import { addSite, type SiteWish, saveSite } from './settings-acts.ts'
import { useDraft } from './use-draft.ts'

const fresh: SiteWish = { id: '', name: '', promise: '', origins: [] }

/** What goes into the pages of the site. The desk that serves the console serves the widget too. */
const Snippet = ({ site, close }: { site: SiteView; close(): void }) => (
  <DialogNotice close={close}>
    <p>
      Put this line into every page that shows the chat, before the end of its body. The page has to stand under an address listed here.
    </p>
    <CopyLine label="Line for the pages" value={`<script src="${location.origin}/widget.js" data-site="${site.id}" async></script>`} />
    <p className="mut">
      What is written there comes to the queue that names <bdi>{site.id}</bdi> among what comes in, else to the default one.
    </p>
  </DialogNotice>
)

export const SnippetDialog = ({ site, close }: { site: SiteView; close(): void }) => (
  <Modal opened onClose={close} title={`The chat of ${site.name}`} size={520}>
    <Snippet site={site} close={close} />
  </Modal>
)

/** A site that shows the chat; without one, a new one, and then the line for its pages. */
export const SiteDialog = ({ site, close }: { site: SiteView | null; close(): void }) => {
  const { draft, set, changed } = useDraft<SiteWish>(site ?? fresh)
  const [added, setAdded] = useState<SiteView | null>(null)
  if (added) return <SnippetDialog site={added} close={close} />
  return (
    <Modal opened onClose={close} title={site ? site.name : 'Add a site'} size={460}>
      <DialogForm
        run={async () => {
          if (!site) return setAdded(await addSite({ ...draft, name: draft.name.trim() }))
          if (Object.keys(changed).length > 0) await saveSite(site, changed)
          close()
        }}
        close={close}
        leave={site ? 'Leave as it was' : 'Add none'}
        act={site ? 'Save' : 'Add site'}
      >
        <TextInput
          label="Name"
          description="At the head of the chat, as visitors read it."
          inputWrapperOrder={['label', 'input', 'description']}
          required
          withAsterisk={false}
          maxLength={80}
          autoComplete="off"
          data-autofocus
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        {site ? null : (
          <TextInput
            label="Name for queues and pages"
            description="Small letters, digits and hyphens, such as larkfield-shop. It stays as it is."
            inputWrapperOrder={['label', 'input', 'description']}
            required
            withAsterisk={false}
            maxLength={60}
            pattern="[a-z0-9]+(-[a-z0-9]+)*"
            autoComplete="off"
            value={draft.id}
            onChange={(event) => set({ id: event.currentTarget.value })}
          />
        )}
        <TextInput
          label="Line under it"
          description="Until somebody has joined: Usually answers in 2 minutes. It may stay empty."
          inputWrapperOrder={['label', 'input', 'description']}
          maxLength={120}
          autoComplete="off"
          value={draft.promise}
          onChange={(event) => set({ promise: event.currentTarget.value })}
        />
        <LinesField
          label="Where it may be shown"
          about="One address a line, without a page: https://shop.example. Elsewhere the chat does not open."
          value={draft.origins}
          onChange={(origins) => set({ origins })}
        />
      </DialogForm>
    </Modal>
  )
}
