import { Modal } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { MadeSiteKey, SiteView } from '../../server/channels/chat/wire.ts'
import { CopyLine } from '../frame/copy-line.tsx'
import { DialogForm } from '../frame/dialog-form.tsx'
import { DialogNotice } from '../frame/dialog-notice.tsx'
import { stamp } from '../words/time.ts'
import { SwitchField } from './fields.tsx'
import { endOldSiteKeys, endSiteKey, makeSiteKey, saveSite } from './settings-acts.ts'

const OldKey = ({ until, end }: { until: string; end(): void }) => (
  <p className="mut">
    The key before it is good until {stamp(until, Date.now())}, so that the site’s server can change over.{' '}
    <button type="button" className="lk" onClick={end}>
      End the old key now
    </button>
  </p>
)

const Shown = ({ made, oldKey, close }: { made: MadeSiteKey; oldKey: ReactNode; close(): void }) => (
  <DialogNotice close={close}>
    <p>
      Copy it now: it is shown only this once. It belongs on the site’s server, never into a page: whoever has it can speak as any customer.
    </p>
    <CopyLine label="Key" value={made.key} />
    {oldKey}
    <p>
      The server signs a token with it (HS256) for the customer who is signed in there: <code>sub</code> is their id, <code>email</code> and{' '}
      <code>name</code> may be added, <code>exp</code> is at most five minutes ahead, and <code>jti</code> is new each time. The page hands
      it over:
    </p>
    <CopyLine label="Line for the page" value="patchbay.identify(token)" />
  </DialogNotice>
)

/** How a site says who its customers are: the key for it is made, made anew and ended here, and shown once. */
export const SiteKeyDialog = ({ site, close }: { site: SiteView; close(): void }) => {
  const [made, setMade] = useState<MadeSiteKey | null>(null)
  const [isOldEnded, setIsOldEnded] = useState(false)
  const [isRequired, setIsRequired] = useState(site.isIdentityRequired)
  const has = site.signedSince !== null
  const isChanged = has && isRequired !== site.isIdentityRequired
  const { oldKeysUntil } = made?.site ?? site
  const oldKey =
    oldKeysUntil && !isOldEnded ? (
      <OldKey until={oldKeysUntil} end={() => void endOldSiteKeys(site).then((isDone) => isDone && setIsOldEnded(true))} />
    ) : null
  return (
    <Modal
      opened
      onClose={close}
      title={made ? `The key of ${site.name}` : `Customers of ${site.name}`}
      size={520}
      closeOnClickOutside={false}
      closeOnEscape={!made}
    >
      {made ? (
        <Shown made={made} oldKey={oldKey} close={close} />
      ) : (
        <DialogForm
          run={async () => {
            if (!isChanged) {
              setMade(await makeSiteKey(site))
              return setIsOldEnded(false)
            }
            await saveSite(site, { isIdentityRequired: isRequired })
            close()
          }}
          close={close}
          leave={has ? 'Leave it' : 'Make none'}
          act={isChanged ? 'Save' : has ? 'Make a new key' : 'Make the key'}
        >
          <p>
            A customer who is signed in on the site can be known here too, with their history and on every device, if the site’s own server
            says who they are. It signs that with a key which only it and this desk know.
          </p>
          {site.signedSince ? (
            <>
              <SwitchField
                label="Only whom the site has signed in may write"
                about="For everybody else the chat does not open."
                value={isRequired}
                onChange={setIsRequired}
              />
              <p className="mut">
                The key was made {stamp(site.signedSince, Date.now())} and cannot be shown again. After a new one is made it is good for 24
                hours more.{' '}
                <button
                  type="button"
                  className="lk"
                  onClick={() => {
                    close()
                    void endSiteKey(site)
                  }}
                >
                  End it now, without a new one
                </button>
              </p>
              {oldKey}
            </>
          ) : null}
        </DialogForm>
      )}
    </Modal>
  )
}
