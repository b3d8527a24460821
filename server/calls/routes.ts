import * as z from 'zod'
import { page, type Route, route } from '../platform/routes.ts'
import type { Actor } from '../staff/index.ts'
import type { CallCommand } from './access.ts'
import type { CallState } from './call.ts'
import { CallDay, DayQuery } from './day/wire.ts'
import { flowRoutes } from './flows/routes.ts'
import type { Calls } from './index.ts'
import { phoneRoutes } from './phone/routes.ts'
import * as wire from './wire.ts'

const One = z.object({ callId: z.string().max(60) })
const OneLeg = One.extend({ legId: z.string().max(60) })
const Empty = z.object({}).strict()
type Face = Omit<Calls, 'parts' | 'intake' | 'channel' | 'router'>

export const callRoutes = (calls: Face): Route<Actor>[] => {
  const shown = async (call: CallState): Promise<wire.CallView> => calls.view(call)
  const command = <B extends z.ZodType>(
    name: string,
    needed: string | readonly [string, ...string[]],
    summary: string,
    body: B,
    run: (actor: Actor, input: z.infer<B> & CallCommand) => Promise<CallState>,
  ): Route<Actor> => {
    const [may = '', ...also] = [needed].flat()
    return route({
      method: 'post',
      path: `/calls/:callId/${name}`,
      summary,
      may,
      also,
      params: One,
      body,
      answer: wire.CallView,
      run: async (actor: Actor, input, { commandId }) => shown(await run(actor, { ...(input as object), commandId } as never)),
    })
  }
  /** The answer lets a softphone in, once. */
  const dial = (
    name: string,
    may: string,
    summary: string,
    run: (actor: Actor, one: CallCommand) => Promise<{ dialId: string }>,
  ): Route<Actor> =>
    route({
      method: 'post',
      path: `/calls/:callId/${name}`,
      summary,
      may,
      params: One,
      body: Empty,
      answer: wire.DialId,
      secretAnswer: true,
      run: async (actor: Actor, { callId }, { commandId }) => ({ dialId: (await run(actor, { callId, commandId })).dialId }),
    })
  return [
    route({
      method: 'post',
      path: '/softphone',
      summary: 'What your softphone signs in with. It lives at most an hour.',
      may: 'call.answer',
      body: Empty,
      answer: wire.SoftphoneAccess,
      secretAnswer: true,
      run: (actor: Actor) => calls.softphoneAccess(actor),
    }),
    route({
      method: 'post',
      path: '/softphone/test-calls',
      summary: 'Try your softphone: connect with the id in the answer, say something, and hear it back. Nothing of it is kept.',
      may: 'call.answer',
      limit: 'test-call',
      body: Empty,
      answer: wire.StartedTestCall,
      status: 201,
      secretAnswer: true,
      run: (actor: Actor) => calls.startTestCall(actor),
    }),
    route({
      method: 'get',
      path: '/softphone/test-calls/:testCallId',
      summary: 'How far your test call is.',
      may: 'call.answer',
      params: z.object({ testCallId: z.string().max(60) }),
      answer: wire.TestCall,
      run: (actor: Actor, { testCallId }) => calls.readTestCall(actor, testCallId),
    }),
    route({
      method: 'get',
      path: '/calls',
      summary: 'Live calls, or the last ones; newest first.',
      may: 'call.read',
      query: wire.CallQuery,
      answer: page(wire.CallView),
      run: (actor: Actor, query) => calls.listCalls(actor, query),
    }),
    route({
      method: 'get',
      path: '/calls/:callId',
      summary: 'One call.',
      may: 'call.read',
      params: One,
      answer: wire.CallView,
      run: (actor: Actor, { callId }) => calls.getCall(actor, callId),
    }),
    route({
      method: 'post',
      path: '/calls',
      summary: 'Call somebody. Your own line comes first: connect with the id in the answer.',
      may: 'call.start',
      also: ['case.read', 'queue.read'],
      body: wire.StartCall,
      answer: wire.StartedCall,
      status: 201,
      secretAnswer: true,
      run: async (actor: Actor, input, { commandId }) => {
        const { call, dialId } = await calls.startCall(actor, { ...input, commandId })
        return { call: await shown(call), dialId }
      },
    }),
    route({
      method: 'post',
      path: '/staff/:userId/call',
      summary: 'Call a colleague: their console rings. Your own line comes first.',
      may: 'call.start',
      params: z.object({ userId: z.string().max(60) }),
      body: Empty,
      answer: wire.StartedCall,
      status: 201,
      secretAnswer: true,
      run: async (actor: Actor, { userId }, { commandId }) => {
        const { call, dialId } = await calls.startCall(actor, { agentId: userId, commandId })
        return { call: await shown(call), dialId }
      },
    }),
    dial('join', 'call.answer', 'Come to the line: after accepting, after yours was lost, or because a colleague asks.', calls.joinCall),
    dial('listen', 'call.listen', 'Come into a call, heard by nobody. It stands in the audit.', calls.listenToCall),
    command('hold', 'call.answer', 'Put the customer or another party on hold, or take them back.', wire.HoldLeg, calls.holdLeg),
    command('recording', 'call.answer', 'Start, pause, resume or stop the recording.', wire.SetRecording, calls.setRecording),
    command(
      'consent',
      'call.answer',
      'Write down that the customer agreed to be recorded: it begins. It stands in the audit.',
      Empty,
      calls.noteConsent,
    ),
    command(
      'transfer',
      ['call.answer', 'queue.read'],
      'Give the customer away: to a queue, a colleague or a number.',
      wire.TransferCall,
      calls.transferCall,
    ),
    command(
      'consult',
      ['call.answer', 'queue.read'],
      'Ask a colleague, whoever is free in a queue, or a number, while the customer is held.',
      wire.ConsultCall,
      calls.beginConsult,
    ),
    command(
      'consult/hand-over',
      'call.answer',
      'Leave the customer to whom you asked, or to another party.',
      wire.HandOverCall,
      calls.handOver,
    ),
    command('consult/talk-together', 'call.answer', 'Bring the customer into the talk.', Empty, calls.talkTogether),
    command('consult/end', 'call.answer', 'Back to the customer alone.', Empty, calls.endConsult),
    route({
      method: 'post',
      path: '/calls/:callId/legs/:legId/drop',
      summary: 'End the line of one party.',
      may: 'call.answer',
      params: OneLeg,
      body: Empty,
      answer: wire.CallView,
      run: async (actor: Actor, { callId, legId }, { commandId }) => shown(await calls.dropLeg(actor, { callId, legId, commandId })),
    }),
    command('hang-up', 'call.answer', 'End the call for everyone.', Empty, calls.hangUp),
    command('note', 'call.answer', 'Write down what the case shall keep as a note.', wire.NoteCall, calls.noteCall),
    command('wrap-up', 'call.answer', 'Say how the call came out, take more time, or be done.', wire.WrapUpCall, calls.wrapUp),
    command('help', 'call.answer', 'Ask for a supervisor, or take that back.', wire.AskHelp, calls.askHelp),
    command('coach', 'call.listen', 'Listen only, speak to the agent alone, or to everyone.', wire.CoachCall, calls.coachCall),
    route({
      method: 'get',
      path: '/calls/:callId/recording-link',
      summary: 'A link to play a recording, good for five minutes. It stands in the audit.',
      may: 'call.read',
      params: One,
      query: wire.RecordingQuery,
      answer: wire.RecordingLink,
      run: (actor: Actor, which, { commandId }) => calls.recordingLink(actor, { ...which, commandId }),
    }),
    route({
      method: 'post',
      path: '/calls/:callId/export',
      summary: 'Everything of one call, as one answer to keep, with links to its recordings. It is written down that you took it.',
      may: 'customer.export',
      also: ['call.read'],
      limit: 'export',
      params: One,
      answer: wire.CallExport,
      secretAnswer: true,
      run: (actor: Actor, { callId }, { commandId }) => calls.exportCall(actor, { callId, commandId }),
    }),
    route({
      method: 'delete',
      path: '/calls/:callId/recording',
      summary: 'Erase what was recorded of a call, here and at the carrier.',
      may: 'call.manage',
      params: One,
      query: wire.RecordingQuery,
      answer: wire.CallView,
      run: async (actor: Actor, which) => shown(await calls.eraseRecordings(actor, which)),
    }),
    route({
      method: 'get',
      path: '/callbacks',
      summary: 'Who waits to be called back; newest first.',
      may: 'call.read',
      query: wire.PageQuery,
      answer: page(wire.CallView),
      run: (actor: Actor, query) => calls.listCallbacks(actor, query),
    }),
    route({
      method: 'post',
      path: '/callbacks',
      summary: 'Arrange to call somebody at an hour. From then on it is offered as the callbacks are that customers ask for.',
      may: 'call.start',
      also: ['case.read'],
      body: wire.ArrangeCallback,
      answer: wire.CallView,
      status: 201,
      run: async (actor: Actor, input, { commandId }) => shown(await calls.arrangeCallback(actor, { ...input, commandId })),
    }),
    route({
      method: 'post',
      path: '/callbacks/:callId/move',
      summary: 'Move a callback to another hour.',
      may: 'call.answer',
      params: One,
      body: wire.MoveCallback,
      answer: wire.CallView,
      run: async (actor: Actor, input, { commandId }) => shown(await calls.moveCallback(actor, { ...input, commandId })),
    }),
    route({
      method: 'get',
      path: '/calling-hours',
      summary: 'When whoever has a number may be called, in the time of where they are.',
      may: 'call.start',
      query: wire.CallingHoursQuery,
      answer: wire.CallingHours,
      run: (actor: Actor, query) => calls.readCallingHours(actor, query),
    }),
    route({
      method: 'post',
      path: '/callbacks/:callId/call',
      summary: 'Call somebody back now, out of turn.',
      may: 'call.answer',
      params: One,
      body: Empty,
      answer: wire.CallView,
      run: async (actor: Actor, { callId }, { commandId }) => shown(await calls.takeCallback(actor, { callId, commandId })),
    }),
    route({
      method: 'post',
      path: '/callbacks/:callId/cancel',
      summary: 'Take a callback off the list.',
      may: 'call.answer',
      params: One,
      body: Empty,
      answer: wire.CallView,
      run: async (actor: Actor, { callId }, { commandId }) => shown(await calls.cancelCallback(actor, { callId, commandId })),
    }),
    route({
      method: 'post',
      path: '/callbacks/:callId/restore',
      summary: 'Put a callback back on the list that somebody cancelled.',
      may: 'call.answer',
      params: One,
      body: Empty,
      answer: wire.CallView,
      run: async (actor: Actor, { callId }, { commandId }) => shown(await calls.restoreCallback(actor, { callId, commandId })),
    }),
    route({
      method: 'get',
      path: '/calls-today',
      summary: 'The figures of the phone since the reader’s day began: service level, waits and handling by queue, occupancy by agent.',
      may: 'work.read-all',
      also: ['call.read'],
      query: DayQuery,
      answer: CallDay,
      run: (actor: Actor, query) => calls.readDay(actor, query),
    }),
    ...flowRoutes(calls),
    ...phoneRoutes(calls),
  ]
}
