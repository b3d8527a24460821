import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import type { Audience } from '../../server/platform/live.ts'
import { bodyWith, type Place, placeName, placesOfBody } from './id-places.ts'
import { openRealDesk, type RealDesk } from './real-desk.ts'
import { isId } from './samples.ts'

const CARD = '4111111111111111'

/** What is masked where it is stored, as it comes by other ways too. `test/hub/filing.test.ts` holds messages and notes to it. */
const masksItself = [
  'post /inbound body.from.name',
  'post /inbound body.html',
  'post /inbound body.subject',
  'post /inbound body.text',
  'post /cases/:caseId/replies body.text',
  'post /cases/:caseId/notes body.text',
  'post /calls/:callId/note body.text',
  '/visitor send body.text',
]
/** Names and keys of things, secrets, addresses and numbers: without its digits it would name, open or reach another. */
const names =
  /\.(token|email|address|current|password|channel|externalId|inReplyTo|phone|number|to|callerId|queues|mentions|attachments|zone|site|identity|page|topic)\b/
/** How an admin sets the desk up: no customer says or keys anything into it. */
const settings =
  /^(post|patch|put) \/(staff|teams|sign-in|invitations|api-keys|queues|hours|flows|numbers|phone-settings|sites)\b.*\.(id|name|teams|skills|capacity|requiredSkills|optionalSkills|source|scopes|sources|restrictedTo|dispositions|title|text|texts|label|flow|promise|origins|message|closed)\b/

let desk: RealDesk
beforeAll(async () => {
  desk = await openRealDesk()
})
afterAll(() => desk?.stop())

describe('a card number written into a free text', () => {
  it('is masked by the door, whichever it is', () => {
    const doors = [
      ...desk.app.inside.routes.map(({ method, path, body }) => ({ door: `${method} ${path}`, body })),
      ...(desk.app.inside.audiences as unknown as readonly Audience[])
        .filter(({ namespace }) => namespace !== '/carrier')
        .flatMap(({ namespace, verbs }) => verbs.map(({ name, body }) => ({ door: `${namespace} ${name}`, body: body as z.ZodType }))),
    ]
    const [kept, masked]: [string[], string[]] = [[], []]
    for (const { door, body } of doors)
      for (const place of placesOfBody(body)) {
        const name = `${door} ${placeName(place)}`
        if (isId(place.name)) continue
        const said = throughDoor(body as z.ZodType, place)
        if (said?.includes(CARD)) kept.push(name)
        else if (said?.includes('••••••••••••1111')) masked.push(name)
      }
    const isFree = (name: string): boolean => !masksItself.includes(name) && !names.test(name) && !settings.test(name)
    expect(kept.filter(isFree)).toEqual([])
    expect(masksItself.filter((name) => !kept.includes(name))).toEqual([])
    expect(masked.length).toBeGreaterThan(15)
  })
})

/** What the verb is given; undefined where a card number is no value of this place. */
const throughDoor = (body: z.ZodType, place: Place): string | undefined => {
  const given = bodyWith(body, place, CARD, () => 'missing0000000000')
  const read = body.safeParse(given)
  // A message without any text is refused for that.
  const { success, data } = read.success ? read : body.safeParse({ text: 'words', ...given })
  if (success) return JSON.stringify(data)
  const wrong = new Set(read.error?.issues.map((issue) => issue.path[0]))
  expect([placeName(place), ...wrong]).toEqual([placeName(place), place.way.find((step) => !step.startsWith('|'))])
  return undefined
}
