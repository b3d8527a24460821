import { Modal, TextInput } from '@mantine/core'
import { IconPhone } from '@tabler/icons-react'
import { useState } from 'react'
import type { FlowItem, FlowTrial } from '../../server/calls/flows/wire.ts'
import { call } from '../desk/call.ts'
import { createKept } from '../desk/kept.ts'
import { useMe } from '../frame/me.ts'
import { useAttempt } from '../frame/use-attempt.ts'
import { useSandboxPages } from '../frame/use-sandbox-pages.ts'
import { Why } from '../signs/why.tsx'
import { clockTime } from '../words/time.ts'
import { pathOf } from './use-flow-text.ts'

const PHONE = '/sandbox/phone'
/** Whose telephone the drafts are tried from. */
const ownNumber = createKept('try-from', '', { isPersonal: true })
/** Kept for stories, as every number the phone page chooses. */
const STORY_NUMBER = '+12025550168'

const toE164 = (typed: string): string => typed.replace(/[\s().\-/]/g, '').replace(/^00/, '+')

/** Where there is a telephone of the outside world: it, dialling a number of ours. */
const usePhonePage = (): ((numbers: { to: string; from?: string }) => string) | null => {
  const page = useSandboxPages().pages?.find(({ path }) => path === PHONE)
  if (!page) return null
  return (numbers) => {
    const path = `${PHONE}?${new URLSearchParams(numbers)}`
    return page.needsPass ? `/open-sandbox?to=${encodeURIComponent(path)}` : path
  }
}

const PhoneLink = ({ numbers, words }: { numbers: { to: string; from?: string }; words: string }) => {
  const address = usePhonePage()
  if (!address) return null
  return (
    <a className="btn sm" href={address(numbers)} target="_blank" rel="noreferrer">
      <IconPhone size={15} stroke={1.75} aria-hidden />
      {words}
    </a>
  )
}

/** The phone page, dialling the number that runs this menu. */
export const TryIt = ({ number }: { number: string | undefined }) => {
  const { isSandbox } = useMe()
  return isSandbox && number !== undefined ? <PhoneLink numbers={{ to: number }} words="Try it" /> : null
}

const TryDialog = ({ name, text, close }: { name: string; text: string; close(): void }) => {
  const { isSandbox } = useMe()
  const [from, setFrom] = useState(ownNumber.get() || (isSandbox ? STORY_NUMBER : ''))
  const [trial, setTrial] = useState<FlowTrial | null>(null)
  const { isBusy, why, attempt } = useAttempt()
  const number = toE164(from)
  const begin = (): Promise<void> =>
    attempt(async () => {
      setTrial(await call<FlowTrial>({ method: 'POST', path: `${pathOf(name)}/try`, body: { text, from: number } }))
      ownNumber.set(number)
    })
  return (
    <Modal opened onClose={close} title="Try the draft" size={460}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void begin()
        }}
      >
        <Why why={why} />
        {trial ? (
          <p role="status">
            Call <b>{trial.number}</b> from <b>{number}</b> before {clockTime(new Date(trial.until))}. That one call begins with your draft;
            everybody else hears what runs.
          </p>
        ) : (
          <TextInput
            label="Number of your telephone"
            description="The next call from it begins with the draft, once. It is a real call: whom it asks for is rung."
            inputWrapperOrder={['label', 'input', 'description']}
            required
            inputMode="tel"
            maxLength={30}
            value={from}
            data-autofocus
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
        )}
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            {trial ? 'Done' : 'Not now'}
          </button>
          {trial ? (
            isSandbox ? (
              <PhoneLink numbers={{ to: trial.number, from: number }} words="Open the phone page" />
            ) : null
          ) : (
            <button type="submit" className="btn pri" disabled={isBusy}>
              Let my next call try it
            </button>
          )}
        </div>
      </form>
    </Modal>
  )
}

/** A call that begins with what is being written, before anybody else hears it. */
export const TryDraft = ({ item: { name }, text, isFine }: { item: FlowItem; text: string; isFine: boolean }) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="btn sm" disabled={!isFine} onClick={() => setOpen(true)}>
        <IconPhone size={15} stroke={1.75} aria-hidden />
        Try the draft
      </button>
      {isOpen ? <TryDialog name={name} text={text} close={() => setOpen(false)} /> : null}
    </>
  )
}
