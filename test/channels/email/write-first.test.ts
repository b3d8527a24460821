import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSandboxDesk, type Persona, type SandboxDesk } from '../../setup/sandbox-desk.ts'
import { waitFor } from '../../wait-for.ts'
import { deliver, rawMail } from './smtp-client.ts'

const MARTA = 'marta.lindqvist@rivet.example'
let desk: SandboxDesk
let agent: Persona
let customerId = ''
beforeAll(async () => {
  desk = await openSandboxDesk()
  agent = await desk.enter('agent')
  const first = await receive(`Marta <${MARTA}>`, { Subject: 'Bell' }, 'The bell rattles.')
  customerId = first.customerId
  await agent.call('post', `/cases/${first.caseId}/close`, { disposition: 'Solved' })
})
afterAll(() => desk?.close())

let mails = 0
/** A mail that was filed or held back. */
const receive = async (from: string, fields: Record<string, string>, text: string) => {
  const to = desk.file.smtp.mailboxes[0] as string
  const mail = rawMail({ From: from, To: to, 'Message-ID': `<${++mails}@elsewhere.example>`, ...fields }, `${text}\n`)
  expect((await deliver(desk.file.smtp.port, mail, { from: MARTA, to: [to] })).code).toBe(250)
  return waitFor(
    async () => {
      const { items } = await agent.call('get', '/messages?channel=email')
      return items.find((one: { text: string; state: string }) => one.text.trim() === text && one.state !== 'new')
    },
    { what: `the mail “${text}”`, everyMs: 50 },
  )
}
const outside = async (id: string): Promise<{ to: string; subject: string; messageId: string }> =>
  waitFor(
    async () => {
      const { items } = (await (await fetch(`${desk.url}/sandbox/mailbox/messages`)).json()) as { items: { messageId: string }[] }
      return items.find((one) => one.messageId.includes(id)) as never
    },
    { what: 'the mail outside' },
  )
const write = (more: object = {}) =>
  agent.call('post', `/customers/${customerId}/messages`, {
    channel: 'email',
    address: MARTA,
    subject: 'Recall of your bell',
    text: 'Please stop using it.',
    ...more,
  })

it('begins a case of the author’s, and the answer comes into it, from nobody else', async () => {
  const written = await write()
  expect(written).toMatchObject({ direction: 'out', state: 'filed', subject: 'Recall of your bell', to: [{ address: MARTA }] })
  const { caseId } = written
  const mail = await outside(written.id)
  expect(mail).toMatchObject({ subject: 'Recall of your bell' })

  const screen = () => agent.call('get', `/screens/case/${caseId}`)
  const before = await screen()
  expect(before.case).toMatchObject({ title: 'Recall of your bell', status: 'waiting', assigneeId: agent.id, isAwaitingReply: false })
  expect(before.work).toEqual([])
  // Nobody has answered: what is said next goes the same way.
  expect(before.ways).toMatchObject([{ channel: 'email', to: MARTA, sendable: 'free', isDefault: true }])
  const next = await agent.call('post', `/cases/${caseId}/replies`, { text: 'A new one is on its way.' })
  expect(await outside(next.id)).toMatchObject({ subject: 'Re: Recall of your bell' })

  const eve = await receive('Eve <eve@evil.example>', { Subject: 'Re', 'In-Reply-To': mail.messageId }, 'I am Marta too.')
  expect(eve).toMatchObject({ state: 'quarantined', suggestedCaseId: caseId })
  const answer = await receive(`Marta <${MARTA}>`, { Subject: 'Re: Recall', 'In-Reply-To': mail.messageId }, 'Thank you, I stopped.')
  expect(answer).toMatchObject({ state: 'filed', caseId, customerId })
  await waitFor(async () => (await screen()).work.length > 0, { what: 'work for the author' })
  expect((await screen()).case).toMatchObject({ status: 'open', isAwaitingReply: true, assigneeId: agent.id })
})

it('goes to an address of the customer’s alone, by a channel that can begin, and says so', async () => {
  const refused: [object, string][] = [
    [{ address: 'jonas@rivet.example' }, 'not-theirs'],
    [{ address: 'no address' }, 'mail-address'],
    [{ channel: 'chat', address: 'visitor' }, 'only-answers'],
    [{ channel: 'pigeon' }, 'channel-off'],
    [{ subject: '' }, 'invalid'],
  ]
  for (const [more, code] of refused) await expect(write(more), code).rejects.toThrow(code)
})
