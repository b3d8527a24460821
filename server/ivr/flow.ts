import * as z from 'zod'
import { isZone } from '../platform/zoned-time.ts'

/** Every plain object has a `constructor`, so nothing is called that. */
export const NAME = /^(?!constructor$)[a-z][a-z0-9-]{0,39}$/
const named = (what: string) => z.string().regex(NAME, 'is to be small letters, digits and hyphens').describe(what)
const goTo = (when: string) =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'is missing: from here the call has nowhere to go' : undefined) })
    .regex(NAME, 'is to be small letters, digits and hyphens')
    .describe(`The step to go on with ${when}`)

const prompt = z.string().min(1).max(600)
const text = z
  .union([prompt, z.record(z.string(), prompt)])
  .describe('What the caller hears, by language: { en: …, de: … }. {order} is the value of order, {order:digits} is read digit by digit')
const title = z
  .string()
  .min(1)
  .max(60)
  .optional()
  .describe('How people call this step: in the graph, and for the agent. Else made of its name')
const key = z
  .union([z.int().min(0).max(9), z.enum(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'])])
  .transform(String)
  .describe('One key of the phone')
const tries = z.int().min(1).max(5).default(3).describe('How often to ask in all')
const again = text.optional().describe('Said before the question is asked once more')
const timeoutSeconds = z.int().min(1).max(30).default(5).describe('How long to wait for the caller, and between two keys')
const values = z.record(z.string().regex(NAME, 'small letters, digits and hyphens'), z.string().max(200))
const set = values.optional().describe('Values to remember: { queue: Technical support }')
const queue = z.string().min(1).max(80).describe('A queue by its name, or {queue} for the one that was remembered')
const sound = z
  .string()
  .regex(
    /^(https:\/\/[^\s/]+\/\S*|sounds\/[a-z0-9][a-z0-9-]{0,59}\.(wav|mp3))$/,
    'is to be a file beside the menus such as sounds/welcome.wav, or an address that begins with https://',
  )
  .max(500)

const choice = z.strictObject({
  key,
  text: text.describe('How the choice is offered: For returns, press 2.'),
  label: z.string().min(1).max(60).optional().describe('What the agent reads. Else the title of the step it leads to'),
  speech: z
    .record(z.string(), z.array(z.string().min(2).max(60)).min(1).max(20))
    .optional()
    .describe('Words that mean this choice, by language: { en: [return, send back] }'),
  set,
  next: goTo('when this is chosen'),
})
const choices = z.array(choice).max(12)
/** Nobody listens while music plays. */
const keyChoices = z.array(choice.omit({ speech: true })).max(12)

const minutes = z.int().min(0).max(240)
const condition = z
  .strictObject({
    open: named('These hours are open').optional(),
    closed: named('These hours are closed').optional(),
    holiday: named('It is a holiday by these hours').optional(),
    queue: queue.optional(),
    waitingOver: z.int().min(0).max(1000).optional().describe('More than so many wait in the queue'),
    waitOverMinutes: minutes.optional().describe('The wait in the queue is probably longer'),
    staffed: z.boolean().optional().describe('Whether somebody who serves the queue is signed in'),
    caller: z.enum(['known', 'unknown', 'withheld']).optional().describe('Whether the number is known. It is no proof of who calls'),
    openCase: z.boolean().optional().describe('Whether whoever is known by the number has an open case'),
    segment: z.string().min(1).max(60).optional().describe('The customer’s segment or plan'),
    variable: named('This value …').optional(),
    is: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe('… is this, or one of these'),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$/, 'is to be a span such as 12:00-13:30')
      .optional()
      .describe('The time of day in the zone of the flow; 22:00-06:00 goes over midnight'),
    label: z.string().min(1).max(60).optional(),
    set,
    next: goTo('when all of this holds'),
  })
  .describe('All that is named must hold')

const base = { title }
const steps = {
  say: z.strictObject({ ...base, do: z.literal('say'), text, next: goTo('then') }).describe('Says something'),
  play: z
    .strictObject({
      ...base,
      do: z.literal('play'),
      url: sound.describe(
        'A WAV or MP3 file of up to 10 MB in the folder sounds beside the menus (sounds/welcome.wav), or an https address',
      ),
      times: z.int().min(1).max(5).default(1),
      next: goTo('then'),
    })
    .describe('Plays a sound file'),
  gather: z
    .strictObject({
      ...base,
      do: z.literal('gather'),
      text,
      into: named('What the answer is remembered as'),
      input: z
        .array(z.enum(['digits', 'speech']))
        .min(1)
        .max(2)
        .default(['digits']),
      digits: z
        .union([z.int().min(1).max(32), z.string().regex(/^[1-9]\d?-[1-9]\d?$/, 'is to be a number of digits, or a range such as 4-6')])
        .optional()
        .describe('How many digits are right: 5, or 4-6. Without it, any number up to 32, and # ends'),
      timeoutSeconds,
      tries,
      again,
      hints: z.array(z.string().max(60)).max(20).default([]).describe('Words that are likely to be said'),
      secret: z.boolean().default(false).describe('Never stored, shown or logged: only the look-up that comes next is given it'),
      next: goTo('when the answer is right'),
      otherwise: goTo('after the last try'),
    })
    .describe('Asks for digits, or for words'),
  menu: z
    .strictObject({
      ...base,
      do: z.literal('menu'),
      text: text.optional(),
      choices: choices.min(1),
      timeoutSeconds,
      tries,
      again,
      otherwise: goTo('after the last try'),
    })
    .describe('Lets the caller choose'),
  branch: z
    .strictObject({
      ...base,
      do: z.literal('branch'),
      when: z.array(condition).min(1).max(20),
      otherwise: goTo('when nothing of this holds'),
    })
    .describe('Goes the first way whose conditions hold'),
  'look-up': z
    .strictObject({
      ...base,
      do: z.literal('look-up'),
      name: named('One of lookups.yaml'),
      with: values.default({}).describe('Its arguments: { order: "{order}" }'),
      found: goTo('with what was found; its values are remembered'),
      missing: goTo('when there is nothing of the kind'),
      otherwise: goTo('when it could not be asked, or was asked too often'),
    })
    .describe('Asks another system'),
  article: z
    .strictObject({
      ...base,
      do: z.literal('article'),
      article: z.string().min(1).max(120).describe('Its path below the knowledge base: battery/motor-cuts-out'),
      next: goTo('then'),
      otherwise: goTo('when there is no such article in the caller’s language'),
    })
    .describe('Reads the short answer of an article'),
  set: z.strictObject({ ...base, do: z.literal('set'), values, next: goTo('then') }).describe('Remembers values'),
  wait: z
    .strictObject({
      ...base,
      do: z.literal('wait'),
      queue,
      skills: z
        .record(z.string(), z.int().min(1).max(3))
        .default({})
        .describe('What whoever answers must be able to do besides: { german: 2 }'),
      priority: z.enum(['low', 'normal', 'high', 'urgent']).default('normal'),
      announce: z
        .strictObject({
          first: text.describe('You are next.'),
          second: text.describe('You are next but one.'),
          later: text.describe('There are {ahead} callers before you.'),
          soon: text.optional().describe('About a minute.'),
          minutes: text.optional().describe('About {from} to {to} minutes.'),
        })
        .optional(),
      everySeconds: z.int().min(60).max(600).default(60).describe('How often that and the choices are said'),
      music: sound
        .optional()
        .describe('A sound file instead of the desk’s own music. A longer one than the round is played to its end first'),
      choices: keyChoices.default([]).describe('What can be chosen while waiting, such as a callback. Who comes back has kept the place'),
      maxMinutes: z.int().min(1).max(240).default(30),
      otherwise: goTo('when it has taken too long'),
      after: goTo('when the person is gone and the caller still there, such as a survey').optional(),
    })
    .describe('Waits for a person'),
  callback: z
    .strictObject({
      ...base,
      do: z.literal('callback'),
      queue,
      text: text.describe('Reads the number back: We call you on {number:digits}. If that is right, press 1.'),
      already: text.optional().describe('Said first when a callback to that number waits already: there is one, not two'),
      confirm: key.default('1'),
      timeoutSeconds,
      next: goTo('when the callback is noted'),
      otherwise: goTo('when it is not, or the number is withheld'),
    })
    .describe('Offers to call back'),
  voicemail: z
    .strictObject({
      ...base,
      do: z.literal('voicemail'),
      queue,
      text,
      maxSeconds: z.int().min(10).max(600).default(120),
      next: goTo('then'),
      otherwise: goTo('when nothing was said; without it, as after a message').optional(),
    })
    .describe('Takes a message'),
  transfer: z
    .strictObject({
      ...base,
      do: z.literal('transfer'),
      to: z.union([
        z.strictObject({ queue }),
        z.strictObject({ number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'is to be a number such as +12025550168') }),
      ]),
      text: text.optional(),
      otherwise: goTo('when it comes to nothing'),
      after: goTo('when the person is gone and the caller still there').optional(),
    })
    .describe('Hands over to a queue, or to a number outside'),
  language: z
    .strictObject({
      ...base,
      do: z.literal('language'),
      keys: z.record(z.string().regex(/^[0-9*#]$/, 'one key of the phone'), z.string()).describe('{ 1: en, 2: de }'),
      text: text.describe('Said in each language: { en: "For English, press 1.", de: "Für Deutsch drücken Sie die 2." }'),
      timeoutSeconds,
      next: goTo('then; who presses nothing keeps the first language'),
    })
    .describe('Lets the caller choose a language'),
  survey: z
    .strictObject({
      ...base,
      do: z.literal('survey'),
      name: named('What the answer is counted as'),
      text,
      from: z.int().min(0).max(9).default(1),
      to: z.int().min(1).max(9).default(5),
      timeoutSeconds,
      next: goTo('then, answered or not'),
    })
    .describe('Asks for a rating by one key'),
  consent: z
    .strictObject({
      ...base,
      do: z.literal('consent'),
      text,
      agree: key.optional().describe('The key that agrees; silence refuses. Without it, staying on the line agrees'),
      refuse: key.optional(),
      timeoutSeconds,
      next: goTo('then'),
    })
    .describe('Asks whether the call may be recorded'),
  'sub-flow': z
    .strictObject({ ...base, do: z.literal('sub-flow'), flow: named('The flow to go through'), with: set, next: goTo('when it returns') })
    .describe('Goes through another flow and comes back'),
  return: z.strictObject({ ...base, do: z.literal('return') }).describe('Ends a sub-flow'),
  'hang-up': z
    .strictObject({
      ...base,
      do: z.literal('hang-up'),
      text: text.optional(),
      outcome: z.enum(['served-by-menu', 'rejected']).default('served-by-menu'),
    })
    .describe('Ends the call'),
}

export const stepSchema = z.discriminatedUnion('do', [
  steps.say,
  steps.play,
  steps.gather,
  steps.menu,
  steps.branch,
  steps['look-up'],
  steps.article,
  steps.set,
  steps.wait,
  steps.callback,
  steps.voicemail,
  steps.transfer,
  steps.language,
  steps.survey,
  steps.consent,
  steps['sub-flow'],
  steps.return,
  steps['hang-up'],
])

const isFilled = (one: object): boolean => Object.keys(one).length > 0

/** A phone menu: a file `<name>.flow.yaml`. The first step is where a call begins. */
export const flowFile = z.strictObject({
  title: z.string().min(1).max(60),
  languages: z
    .record(
      z.string().regex(/^[a-z]{2,3}$/, 'a short name such as en'),
      z.string().regex(/^[a-z]{2,3}-[A-Z]{2}$/, 'is to be a voice such as en-GB'),
    )
    .refine(isFilled, 'is empty')
    .describe('Language → the voice that speaks it: { en: en-GB, de: de-DE }. The first is spoken until another is chosen'),
  zone: z.string().refine(isZone, 'is no time zone; it is to be one such as Europe/Berlin').default('UTC'),
  steps: z
    .record(z.string().regex(NAME, 'small letters, digits and hyphens'), stepSchema)
    .refine(isFilled, 'is empty')
    .describe('The first is where a call begins'),
})

export type Text = z.infer<typeof text>
export type Choice = z.infer<typeof choice>
export type Condition = z.infer<typeof condition>
export type Step = z.infer<typeof stepSchema>
export type StepOf<K extends Step['do']> = Extract<Step, { do: K }>
export type Flow = z.infer<typeof flowFile>

/** `order-number` → `Order number`. */
export const titleOf = (id: string, step: Step | undefined): string =>
  step?.title ?? id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ')
