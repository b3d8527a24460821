import { page, type Route, route } from '../../platform/routes.ts'
import type { Actor } from '../../staff/index.ts'
import type { createHoursEditing } from './edit-hours.ts'
import type { createPublishing } from './publish-flow.ts'
import type { createFlowReads } from './read-flow.ts'
import type { listHours } from './read-hours.ts'
import type { createVersionReads } from './read-versions.ts'
import type { tryFlow } from './try-flow.ts'
import * as wire from './wire.ts'

type FlowFace = ReturnType<typeof createFlowReads> &
  ReturnType<typeof createVersionReads> &
  ReturnType<typeof createPublishing> &
  ReturnType<typeof createHoursEditing> & { tryFlow: ReturnType<typeof tryFlow>; listHours: ReturnType<typeof listHours> }

export const flowRoutes = (flows: FlowFace): Route<Actor>[] => [
  route({
    method: 'get',
    path: '/hours',
    summary: 'The opening hours that phone menus ask for: whether they are open now, their week, and the holidays to come.',
    may: 'work.read-all',
    answer: wire.HoursList,
    run: async (actor: Actor) => flows.listHours(actor),
  }),
  route({
    method: 'post',
    path: '/hours',
    summary: 'Adds opening hours under a name that menus can ask for.',
    may: 'hours.manage',
    body: wire.AddHours,
    answer: wire.HoursList,
    status: 201,
    run: async (actor: Actor, input, { commandId }) => {
      await flows.addHours(actor, { ...input, commandId })
      return flows.listHours(actor)
    },
  }),
  route({
    method: 'put',
    path: '/hours/:name',
    summary: 'Sets opening hours: their week, zone and holidays, whole. They count at once, before what the file of the installation says.',
    may: 'hours.manage',
    params: wire.OneHours,
    body: wire.SetHours,
    answer: wire.HoursList,
    run: async (actor: Actor, input, { commandId }) => {
      await flows.setHours(actor, { ...input, commandId })
      return flows.listHours(actor)
    },
  }),
  route({
    method: 'post',
    path: '/hours/:name/drop',
    summary: 'Ends what was set: the file of the installation counts again. Hours that stand in no file are gone.',
    may: 'hours.manage',
    params: wire.OneHours,
    body: wire.DropHours,
    answer: wire.HoursList,
    run: async (actor: Actor, input, { commandId }) => {
      await flows.dropHours(actor, { ...input, commandId })
      return flows.listHours(actor)
    },
  }),
  route({
    method: 'get',
    path: '/flows',
    summary: 'The phone menus: the numbers they answer, what runs of them, and what is wrong with them.',
    may: 'work.read-all',
    also: ['call.read'],
    answer: page(wire.FlowItem),
    run: async (actor: Actor) => ({ items: flows.listFlows(actor), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/flows',
    summary: 'Begins a phone menu with a greeting and a queue. It runs, and no number leads to it yet.',
    may: 'flow.manage',
    also: ['work.read-all', 'call.read'],
    body: wire.NewFlow,
    answer: wire.FlowText,
    status: 201,
    run: async (actor: Actor, input, { commandId }) => {
      await flows.createFlow(actor, { ...input, commandId })
      return flows.getFlowText(actor, input.name)
    },
  }),
  route({
    method: 'get',
    path: '/flows/:name',
    summary: 'One phone menu as a graph, with how many calls of today or of seven days went which way.',
    may: 'work.read-all',
    also: ['call.read'],
    params: wire.OneFlow,
    query: wire.FlowQuery,
    answer: wire.FlowView,
    run: (actor: Actor, { name, days }) => flows.getFlow(actor, { name, days: Number(days) }),
  }),
  route({
    method: 'get',
    path: '/flows/:name/text',
    summary: 'The words of a phone menu: what runs, what the installation ships, and your own draft.',
    may: 'work.read-all',
    also: ['call.read'],
    params: wire.OneFlow,
    answer: wire.FlowText,
    run: (actor: Actor, { name }) => flows.getFlowText(actor, name),
  }),
  route({
    method: 'get',
    path: '/flows/:name/versions',
    summary: 'The versions of a phone menu, newest first; the last is the file of the installation.',
    may: 'work.read-all',
    also: ['call.read'],
    params: wire.OneFlow,
    answer: page(wire.FlowVersion),
    run: async (actor: Actor, { name }) => ({ items: await flows.listFlowVersions(actor, name), nextCursor: null }),
  }),
  route({
    method: 'get',
    path: '/flows/:name/versions/:version',
    summary: 'What one version of a phone menu says, and the one before it.',
    may: 'work.read-all',
    also: ['call.read'],
    params: wire.OneFlowVersion,
    answer: wire.FlowVersionText,
    run: (actor: Actor, one) => flows.getFlowVersion(actor, one),
  }),
  route({
    method: 'put',
    path: '/flows/:name/draft',
    summary: 'Saves your draft of a phone menu. Nobody else writes in it.',
    may: 'flow.manage',
    also: ['work.read-all', 'call.read'],
    params: wire.OneFlow,
    body: wire.SaveDraft,
    answer: wire.FlowDraft,
    run: (actor: Actor, input) => flows.saveDraft(actor, input),
  }),
  route({
    method: 'delete',
    path: '/flows/:name/draft',
    summary: 'Throws your draft away.',
    may: 'flow.manage',
    also: ['work.read-all', 'call.read'],
    params: wire.OneFlow,
    status: 204,
    run: (actor: Actor, { name }) => flows.dropDraft(actor, name),
  }),
  route({
    method: 'post',
    path: '/flows/:name/check',
    summary: 'What would be if the menu had this text: faults at their lines, its graph, and scenarios that come out otherwise.',
    may: 'flow.manage',
    also: ['work.read-all', 'call.read'],
    limit: 'flow-check',
    params: wire.OneFlow,
    body: wire.TryText,
    answer: wire.FlowCheck,
    run: (actor: Actor, input) => flows.checkFlow(actor, input),
  }),
  route({
    method: 'post',
    path: '/flows/:name/try',
    summary: 'Lets the next call from a number begin with a text that is not published, once.',
    may: 'flow.manage',
    limit: 'flow-check',
    params: wire.OneFlow,
    body: wire.TryFlow,
    answer: wire.FlowTrial,
    run: (actor: Actor, input) => flows.tryFlow(actor, input),
  }),
  route({
    method: 'post',
    path: '/flows/:name/publish',
    summary: 'Makes a text the version that new calls begin with. Refused while it has faults.',
    may: 'flow.manage',
    also: ['work.read-all', 'call.read'],
    params: wire.OneFlow,
    body: wire.PublishFlow,
    answer: wire.FlowText,
    run: async (actor: Actor, input, { commandId }) => {
      await flows.publishFlow(actor, { ...input, commandId })
      return flows.getFlowText(actor, input.name)
    },
  }),
  route({
    method: 'post',
    path: '/flows/:name/restore',
    summary: 'Publishes an older version again; version 0 is the file of the installation.',
    may: 'flow.manage',
    also: ['work.read-all', 'call.read'],
    params: wire.OneFlow,
    body: wire.RestoreFlow,
    answer: wire.FlowText,
    run: async (actor: Actor, input, { commandId }) => {
      await flows.restoreFlow(actor, { ...input, commandId })
      return flows.getFlowText(actor, input.name)
    },
  }),
]
