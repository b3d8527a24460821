import * as z from 'zod'
import { page, type RequestContext, type Route, route } from '../platform/routes.ts'
import type { Actor } from '../staff/index.ts'
import { checkOrigin } from './cookie.ts'
import type { SignInFace } from './face.ts'
import * as wire from './wire.ts'

/** The ways in, and what a signed-in person does about their own way in. */
export const accessRoutes = (signIn: SignInFace): Route<Actor>[] => {
  /** A page of somebody else's must not sign our people in as somebody else. */
  const doorOf = ({ request, response }: RequestContext) => {
    checkOrigin(request, signIn.publicUrl(), { mustBeNamed: false })
    return { request, response }
  }
  return [
    route({
      method: 'post',
      path: '/sign-in',
      summary: 'Signs in with address and password; sets the refresh cookie.',
      may: 'public',
      limit: 'sign-in',
      body: wire.SignInWithPassword,
      answer: wire.Session,
      run: (_actor: Actor, input, context) => signIn.signInWithPassword(doorOf(context), { ...input, address: context.address }),
    }),
    route({
      method: 'post',
      path: '/sign-in/link',
      summary: 'Signs in with the token of a single-use link.',
      may: 'public',
      limit: 'sign-in',
      body: wire.SignInWithLink,
      answer: wire.Session,
      run: (_actor: Actor, { token }, context) => signIn.signInWithLink(doorOf(context), { token }),
    }),
    route({
      method: 'post',
      path: '/sign-in/link/look',
      summary: 'Says for whom an invitation or a link to a new password is, and spends nothing.',
      may: 'public',
      limit: 'sign-in',
      body: wire.LookAtLink,
      answer: wire.LinkHolder,
      run: (_actor: Actor, input, context) => {
        doorOf(context)
        return signIn.lookAtLink(input)
      },
    }),
    route({
      method: 'post',
      path: '/sign-in/password',
      summary: 'Sets a new password by the token of a mailed link, and signs in.',
      may: 'public',
      limit: 'sign-in',
      body: wire.RenewPassword,
      answer: wire.Session,
      run: (_actor: Actor, input, context) => signIn.renewPassword(doorOf(context), input),
    }),
    route({
      method: 'post',
      path: '/sign-in/forgotten',
      summary: 'Mails a link to set a new password, if the address is known; answers alike if not.',
      may: 'public',
      limit: 'sign-in',
      body: wire.Forgotten,
      answer: wire.ForgottenAnswer,
      status: 202,
      run: (_actor: Actor, input, context) => {
        doorOf(context)
        return signIn.forgotten(input)
      },
    }),
    route({
      method: 'post',
      path: '/sign-in/first-admin',
      summary: 'Makes the first admin of a new desk, with the token printed at its start.',
      may: 'public',
      limit: 'sign-in',
      body: wire.FirstAdmin,
      answer: wire.Session,
      status: 201,
      run: (_actor: Actor, input, context) => signIn.makeFirstAdmin(doorOf(context), input),
    }),
    route({
      method: 'post',
      path: '/refresh',
      summary: 'Renews a sign-in by its cookie; needs the Origin header of the desk’s own page.',
      may: 'public',
      limit: 'refresh',
      answer: wire.Session,
      run: (_actor: Actor, _input, { request, response }) => signIn.refresh({ request, response }),
    }),
    route({
      method: 'post',
      path: '/sign-out',
      summary: 'Ends this sign-in.',
      may: 'me.read',
      status: 204,
      run: (actor: Actor, _input, { request, response }) => signIn.signOut(actor, { request, response }),
    }),
    route({
      method: 'get',
      path: '/me',
      summary: 'Who I am, and what I may do.',
      may: 'me.read',
      answer: wire.Me,
      run: (actor: Actor) => signIn.me(actor),
    }),
    route({
      method: 'post',
      path: '/me/password',
      summary: 'Sets my password and ends my other sign-ins.',
      may: 'me.read',
      limit: 'sign-in',
      body: wire.SetPassword,
      answer: wire.Session,
      secretAnswer: true,
      run: (actor: Actor, input, { request, response, commandId }) =>
        signIn.setPassword(actor, { request, response }, { ...input, commandId }),
    }),
    route({
      method: 'post',
      path: '/invitations/accept',
      summary: 'Takes up an invitation: chooses a password and signs in.',
      may: 'public',
      limit: 'sign-in',
      body: wire.AcceptInvitation,
      answer: wire.Session,
      run: (_actor: Actor, input, context) => signIn.acceptInvitation(doorOf(context), input),
    }),
  ]
}

/** What admins do about others' ways in. */
export const adminRoutes = (signIn: SignInFace): Route<Actor>[] => [
  route({
    method: 'post',
    path: '/invitations',
    summary: 'Invites somebody to the staff.',
    may: 'staff.manage',
    body: wire.Invite,
    answer: wire.Invited,
    status: 201,
    secretAnswer: true,
    run: (actor: Actor, input, { commandId }) => signIn.invite(actor, { ...input, commandId }),
  }),
  route({
    method: 'get',
    path: '/invitations',
    summary: 'Invitations that are not taken up yet, and whether their mail went out.',
    may: 'staff.manage',
    answer: page(wire.OpenInvitation),
    run: async (actor: Actor) => ({ items: await signIn.openInvitations(actor), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/staff/:userId/password-link',
    summary: 'Gives somebody a link to set a new password.',
    may: 'staff.manage',
    params: z.object({ userId: z.string().max(60) }),
    body: wire.GiveLink,
    answer: wire.GivenLink,
    status: 201,
    secretAnswer: true,
    run: (actor: Actor, input, { commandId }) => signIn.givePasswordLink(actor, { ...input, commandId }),
  }),
  route({
    method: 'get',
    path: '/api-keys',
    summary: 'The keys that are good.',
    may: 'api-key.manage',
    answer: page(wire.ApiKey),
    run: async (actor: Actor) => ({ items: await signIn.listApiKeys(actor), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/api-keys',
    summary: 'Makes a key; it is shown in this answer only.',
    may: 'api-key.manage',
    body: wire.NewApiKey,
    answer: wire.MadeApiKey,
    status: 201,
    secretAnswer: true,
    run: (actor: Actor, input, { commandId, response }) => {
      response.setHeader('Cache-Control', 'no-store')
      return signIn.makeApiKey(actor, { ...input, commandId })
    },
  }),
  route({
    method: 'delete',
    path: '/api-keys/:keyId',
    summary: 'Ends a key at once.',
    may: 'api-key.manage',
    params: z.object({ keyId: z.string().max(60) }),
    status: 204,
    run: (actor: Actor, { keyId }, { commandId }) => signIn.revokeApiKey(actor, { keyId, commandId }),
  }),
]
