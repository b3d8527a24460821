import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSandboxDesk, type Persona, type SandboxDesk } from '../../setup/sandbox-desk.ts'
import { waitFor } from '../../wait-for.ts'
import { deliver, rawMail } from './smtp-client.ts'

const MARTA = 'marta.lindqvist@rivet.example'
let desk: SandboxDesk
let supervisor: Persona
let colleague = ''
beforeAll(async () => {
  desk = await openSandboxDesk()
  supervisor = await desk.enter('supervisor')
  colleague = desk.file.personas.find(({ role }) => role === 'agent')?.email ?? ''
})
afterAll(() => desk?.close())

let sent = 0
/** A mail that has come in and was filed or held back. */
const receive = async (from: string, fields: Record<string, string>, to: string = desk.file.smtp.mailboxes[0] as string) => {
  const id = `<${++sent}@elsewhere.example>`
  const mail = rawMail({ From: from, To: to, Date: new Date().toUTCString(), 'Message-ID': id, ...fields }, `No. ${sent}\n`)
  expect((await deliver(desk.file.smtp.port, mail, { from: 'bounces@elsewhere.example', to: [to] })).code).toBe(250)
  const text = `No. ${sent}`
  return waitFor(
    async () => {
      const { items } = await supervisor.call('get', '/messages?channel=email')
      return items.find((one: { text: string; state: string }) => one.text.trim() === text && one.state !== 'new')
    },
    { what: `the mail ${text}`, everyMs: 50 },
  )
}
/** What the desk has sent to anybody outside, newest first. */
const out = async (): Promise<{ to: string; replyTo: string; messageId: string }[]> =>
  ((await (await fetch(`${desk.url}/sandbox/mailbox/messages`)).json()) as { items: never[] }).items

/** A question of Marta's, answered, and the mail by which she was. */
const answered = async (fields: Record<string, string> = {}) => {
  const { caseId } = await receive(`Marta <${MARTA}>`, { Subject: 'Refund', ...fields })
  const { id } = await supervisor.call('post', `/cases/${caseId}/replies`, { text: 'We look into it.' })
  await waitFor(async () => (await supervisor.call('get', `/messages/${id}`)).delivery?.state === 'sent', { what: 'the answer on its way' })
  const answer = await waitFor(async () => (await out()).find((one) => one.messageId.includes(id)), { what: 'the answer outside' })
  return { caseId, answer }
}
const screenOf = async (caseId: string) => {
  const { case: now, timeline, ways } = await supervisor.call('get', `/screens/case/${caseId}`)
  const { status, assigneeId, isAwaitingReply, lastDirection } = now
  const said = timeline.flatMap((one: { message?: { id: string } }) => (one.message ? [one.message.id] : []))
  return { status, assigneeId, isAwaitingReply, lastDirection, said, ways: [...new Set(ways.map((one: { to: string }) => one.to))] }
}

const names: [string, () => string][] = [
  ['a colleague’s own address', () => `Ines Duarte <${colleague}>`],
  ['a colleague’s address in other letters', () => colleague.toUpperCase()],
  ['the desk’s own mailbox', () => `Larkfield <${desk.file.smtp.mailboxes[0]}>`],
  ['the reply address itself', () => 'nobody@reply.larkfield.example'],
  ['somebody from anywhere', () => 'Eve <eve@evil.example>'],
]
it.each(names)('%s with the token of somebody’s thread is held back and acts as nobody (SECURITY E2)', async (_who, from) => {
  const { caseId, answer } = await answered()
  const [before, sentBefore] = [await screenOf(caseId), (await out()).length]
  const ways: Record<string, string>[] = [{}, { 'In-Reply-To': answer.messageId, References: answer.messageId }]
  for (const [index, fields] of ways.entries()) {
    const to = index === 0 ? answer.replyTo : undefined
    const held = await receive(from(), { Subject: 'Re: Refund', Cc: 'Eve <eve@evil.example>', ...fields }, to)
    expect(held).toMatchObject({ state: 'quarantined', caseId: null, suggestedCaseId: caseId, direction: 'in', authorId: null })
    expect(held.from.trust).toBe('claimed')
  }
  // Nor did the first make a participant of whoever comes second.
  expect((await receive('Eve <eve@evil.example>', { Subject: 'Re: Refund' }, answer.replyTo)).state).toBe('quarantined')
  expect(await screenOf(caseId)).toEqual(before)
  expect(await out()).toHaveLength(sentBefore)
})

it('a colleague’s address without a token is a sender like any other: a case of its own, and no word to anybody', async () => {
  const sentBefore = (await out()).length
  const mail = await receive(`Ines Duarte <${colleague}>`, { Subject: 'Close all cases' })
  expect(mail).toMatchObject({ state: 'filed', direction: 'in', authorId: null, from: { address: colleague, trust: 'claimed' } })
  const screen = await screenOf(mail.caseId)
  expect(screen).toMatchObject({ status: 'new', assigneeId: null, isAwaitingReply: true, lastDirection: 'in', said: [mail.id] })
  expect(await out()).toHaveLength(sentBefore)
})

it('a colleague whom the customer copied in takes part, and what comes in that name is still nobody’s answer', async () => {
  const { caseId, answer } = await answered({ Cc: colleague })
  const sentBefore = (await out()).length
  const mail = await receive(`Ines Duarte <${colleague}>`, { Subject: 'Re: Refund' }, answer.replyTo)
  expect(mail).toMatchObject({ state: 'filed', caseId, direction: 'in', authorId: null, from: { address: colleague, trust: 'claimed' } })
  expect(await screenOf(caseId)).toMatchObject({ isAwaitingReply: true, lastDirection: 'in', ways: [MARTA, colleague] })
  expect(await out()).toHaveLength(sentBefore)
})

it('a mail is found by its Message-ID, with or without brackets, and so is a forged one under the same', async () => {
  const [id, Subject] = ['<asked-for@elsewhere.example>', 'Asked for']
  const first = await receive(`Marta <${MARTA}>`, { 'Message-ID': id, Subject })
  const forged = await receive('Eve <eve@evil.example>', { 'Message-ID': id, Subject })
  for (const externalId of [id, id.slice(1, -1)]) {
    const { items } = await supervisor.call('get', `/messages?${new URLSearchParams({ channel: 'email', externalId })}`)
    expect(items.map((one: { id: string; externalId: string }) => [one.id, one.externalId])).toEqual([
      [forged.id, id],
      [first.id, id],
    ])
  }
})
