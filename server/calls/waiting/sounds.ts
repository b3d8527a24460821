import { Router } from 'express'
import type { FlowAct } from '../../ivr/index.ts'
import { door } from '../../platform/door.ts'
import { notFound } from '../../platform/errors.ts'
import type { CallDeps } from '../deps.ts'
import { type Music, waitingMusic } from '../documents.ts'
import { waitingSound } from './waiting-sound.ts'

/** What a menu calls `sounds/welcome.wav` is fetched from here. It is public as the menu is: whoever calls hears it. */
const DOOR = '/sounds/menu/'
const BESIDE = 'sounds/'
const FRESH_MS = 5 * 60_000

type SoundDeps = Pick<CallDeps, 'platform' | 'flows'>

const addressOf = ({ platform }: SoundDeps, url: string): string =>
  url.startsWith(BESIDE) ? `${platform.publicUrl()}${DOOR}${url.slice(BESIDE.length)}` : url

/** What is heard, with addresses that a carrier can fetch. */
export const withAddresses = <A extends FlowAct>(deps: SoundDeps, act: A): A =>
  'utterances' in act
    ? { ...act, utterances: act.utterances.map((one) => (one.do === 'play' ? { ...one, url: addressOf(deps, one.url) } : one)) }
    : act

/** How long a sound of somebody else's is, nobody knows here. */
export const musicOf = (deps: SoundDeps, url: string | null): Music =>
  url === null ? waitingMusic(deps.platform.publicUrl()) : { url: addressOf(deps, url), seconds: deps.flows.sound(url)?.seconds ?? null }

/** The doors that sounds are fetched from, by carriers. */
export const createSoundDoors = ({ platform, flows }: SoundDeps): Router => {
  const router = Router()
  router.use('/sounds', door(platform.limit, 'sound'))
  router.get('/sounds/waiting.wav', (_request, response) => {
    response.set({ 'Content-Type': 'audio/wav', 'Cache-Control': 'public, max-age=86400' }).send(waitingSound())
  })
  // Only what was found beside the menus has a name here, so no path leads anywhere else.
  router.get(`${DOOR}:name`, (request, response, next) => {
    const sound = flows.sound(`${BESIDE}${request.params.name}`)
    if (!sound) return next(notFound('sound'))
    response.set({ 'Content-Type': sound.mime, 'X-Content-Type-Options': 'nosniff' })
    response.sendFile(
      sound.path,
      { dotfiles: 'allow', maxAge: FRESH_MS },
      (error) => error && !response.headersSent && next(notFound('sound')),
    )
  })
  return router
}
