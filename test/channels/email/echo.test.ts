import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSandboxDesk, type Persona, type SandboxDesk } from '../../setup/sandbox-desk.ts'
import { waitFor } from '../../wait-for.ts'
import { deliver, rawMail } from './smtp-client.ts'

const MARTA = 'marta.lindqvist@rivet.example'
let desk: SandboxDesk
let supervisor: Persona
let mailbox = ''
beforeAll(async () => {
  desk = await openSandboxDesk()
  supervisor = await desk.enter('supervisor')
  mailbox = desk.file.smtp.mailboxes[0] as string
})
afterAll(() => desk?.close())

type Listed = { id: string; text: string; state: string; caseId: string | null }
const messages = async (): Promise<Listed[]> => (await supervisor.call('get', '/messages?channel=email')).items
const cases = async (): Promise<string[]> =>
  (await supervisor.call('get', '/cases?view=all&limit=100')).items.map(({ id }: { id: string }) => id).sort()
const hand = async (fields: Record<string, string>, text: string, envelope: { from?: string; to?: string[] } = {}) => {
  const mail = rawMail({ To: mailbox, Date: new Date().toUTCString(), ...fields }, `${text}\n`)
  expect((await deliver(desk.file.smtp.port, mail, { from: MARTA, to: [mailbox], ...envelope })).code).toBe(250)
}
const arrived = (text: string): Promise<Listed> =>
  waitFor(async () => (await messages()).find((one) => one.text.trim() === text && one.state !== 'new') as Listed, {
    what: `the mail “${text}”`,
    everyMs: 50,
  })
let sent = 0
/** A question, answered; the answer as the mail server outside got it. */
const answered = async () => {
  await hand({ From: `Marta <${MARTA}>`, Subject: 'Refund', 'Message-ID': `<${++sent}@rivet.example>` }, `Question ${sent}`)
  const { caseId } = await arrived(`Question ${sent}`)
  const { id } = await supervisor.call('post', `/cases/${caseId}/replies`, { text: 'We look into it.' })
  const mail = await waitFor(
    async () => {
      const { items } = (await (await fetch(`${desk.url}/sandbox/mailbox/messages`)).json()) as {
        items: { messageId: string; replyTo: string; inReplyTo: string }[]
      }
      return items.find(({ messageId }) => messageId.includes(id))
    },
    { what: 'the answer outside' },
  )
  return { id, caseId, mail }
}

const ways: [string, Record<string, string>, string, { from?: string }][] = [
  ['as it was, to a mailbox of ours', {}, 'We look into it.', {}],
  [
    'by a mailing list that writes itself above and below it',
    { From: 'Marta via Riders <riders@lists.example>' },
    '[EXT]\nWe look into it.\n-- \nRiders',
    { from: 'riders-bounces@lists.example' },
  ],
  ['in other letters, as some servers write what they pass on', { upper: 'yes' }, 'We look into it.', { from: MARTA }],
]
it.each(ways)('an answer of ours that comes back %s is in its case already', async (_how, { upper, ...fields }, text, envelope) => {
  const { id, caseId, mail } = await answered()
  const before = { cases: await cases(), messages: (await messages()).map((one) => one.id) }
  const own = { From: `Larkfield <${mailbox}>`, Subject: 'Re: Refund', 'In-Reply-To': mail.inReplyTo, References: mail.inReplyTo }
  await hand({ ...own, 'Message-ID': upper ? mail.messageId.toUpperCase() : mail.messageId, ...fields }, text, envelope)
  // What comes after it shows that it was dealt with.
  const marker = `After ${id}`
  await hand(
    { From: `Marta <${MARTA}>`, Subject: 'Re: Refund', 'In-Reply-To': mail.messageId, 'Message-ID': `<after-${id}@rivet.example>` },
    marker,
  )
  const last = await arrived(marker)
  expect(last).toMatchObject({ state: 'filed', caseId })
  expect((await messages()).map((one) => one.id)).toEqual([last.id, ...before.messages].slice(0, 50))
  expect(await cases()).toEqual(before.cases)
})

it('a mail whose mark is not ours arrives, whoever made it up', async () => {
  const { id, mail } = await answered()
  const [local = '', domain = ''] = mail.messageId.slice(1, -1).split('@')
  const forged = `<${id}.${local.slice(id.length + 1).replace(/^./, (char) => (char === 'a' ? 'b' : 'a'))}@${domain}>`
  await hand({ From: 'Jonas <jonas@rivet.example>', Subject: 'My own matter', 'Message-ID': forged }, 'From a stranger')
  expect(await arrived('From a stranger')).toMatchObject({ state: 'filed' })
})

it('an answer to ours that a mailing list hands on arrives in its case', async () => {
  const { caseId, mail } = await answered()
  const list = { 'List-Id': '<riders.lists.example>', Precedence: 'list', Sender: 'riders@lists.example' }
  const thread = { 'In-Reply-To': mail.messageId, References: mail.messageId, 'Message-ID': '<real-answer@rivet.example>' }
  await hand({ From: `Marta <${MARTA}>`, Subject: 'Re: Refund', ...thread, ...list }, 'Thank you both', {
    from: 'riders-bounces@lists.example',
  })
  expect(await arrived('Thank you both')).toMatchObject({ state: 'filed', caseId })
})
