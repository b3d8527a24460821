import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { readXml, unknownIn } from './twiml-contract.ts'

/** A request as it stood on the line. */
export interface RestRequest {
  method: string
  /** Whole: `/2010-04-01/Accounts/AC…/Calls.json`. */
  path: string
  query: URLSearchParams
  body: URLSearchParams
}

/** What Twilio publishes of one request: the SDK is made from the published description, and puts every field by its name into `data`. */
export interface Published {
  method: string
  path: string
  fields: ReadonlySet<string>
}

const FILES: Record<string, readonly string[]> = {
  '/2010-04-01': [
    'api/v2010/account',
    ...['call', 'call/recording', 'conference', 'conference/participant', 'conference/recording', 'recording'].map(below),
    ...['message', 'application', 'incomingPhoneNumber', 'key'].map(below),
  ],
  '/v1': ['trusthub/v1/customerProfiles', 'voice/v1/dialingPermissions/country'],
}
function below(name: string): string {
  return `api/v2010/account/${name}`
}
const load = createRequire(import.meta.url)

/** Each resource's file names an address, and after it the requests to it, each after its fields. */
const readFile = (base: string, file: string): Published[] => {
  const found: Published[] = []
  let path = ''
  let fields: string[] = []
  const source = readFileSync(load.resolve(`twilio/lib/rest/${file}.js`), 'utf8')
  for (const [, uri, field, method] of source.matchAll(/_uri = `([^`]+)`|data\["([^"]+)"\]|method: "(\w+)"/g)) {
    if (uri !== undefined) path = base + uri.replace(/\$\{\w+\}/g, ':id')
    else if (field !== undefined) fields.push(field)
    else if (method !== undefined) {
      found.push({ method: method.toUpperCase(), path, fields: new Set(fields) })
      fields = []
    }
  }
  return found
}
export const published: readonly Published[] = Object.entries(FILES).flatMap(([base, files]) =>
  files.flatMap((file) => readFile(base, file)),
)

export const publishedAt = (method: string, path: string): Published | undefined => {
  const found = published.filter(
    (one) => one.method === method && new RegExp(`^${one.path.replaceAll('.', '\\.').replaceAll(':id', '[^/]+')}$`).test(path),
  )
  return found[0] && { ...found[0], fields: new Set(found.flatMap((one) => [...one.fields])) }
}

const within =
  (least: number, most: number) =>
  (value: string): boolean =>
    /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most
const oneOf =
  (...words: string[]) =>
  (value: string): boolean =>
    words.includes(value)
const url = (value: string): boolean =>
  value === '' ||
  (value.length <= 4_000 && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && !new URL(value).hostname.includes('_'))
const address = (value: string): boolean => /^\+[1-9]\d{6,14}$/.test(value) || /^client:\w{1,121}$/.test(value)
const instant = (value: string): boolean => /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?$/.test(value) && !Number.isNaN(Date.parse(value))
const sid =
  (prefix: string) =>
  (value: string): boolean =>
    new RegExp(`^${prefix}[0-9a-f]{32}$`).test(value)
const method = oneOf('GET', 'POST')
const bool = oneOf('true', 'false')
const twiml = (value: string): boolean => {
  try {
    return value.length <= 4_000 && unknownIn(readXml(value)).length === 0
  } catch {
    return false
  }
}

/**
 * What a field may hold, from the reference of each resource (https://www.twilio.com/docs/voice/api, …/messaging/api, …/phone-numbers/api). Fields
 * that we do not send have no line: whoever begins to send one adds it. Before a name: where it means something of its own.
 */
const formats: Record<string, (value: string) => boolean> = {
  To: address,
  From: address,
  Url: url,
  Method: method,
  FallbackUrl: url,
  FallbackMethod: method,
  StatusCallback: url,
  StatusCallbackMethod: method,
  'POST /Calls.json StatusCallbackEvent': oneOf('initiated', 'ringing', 'answered', 'completed'),
  // "The default is 60 seconds and the maximum is 600 seconds."
  Timeout: within(1, 600),
  // As long as <Dial timeLimit>: a day.
  TimeLimit: within(1, 86_400),
  // "Max 4000 characters."
  Twiml: twiml,
  'GET /Calls.json Status': oneOf('queued', 'ringing', 'in-progress', 'canceled', 'completed', 'failed', 'busy', 'no-answer'),
  'POST /Calls/:id.json Status': oneOf('canceled', 'completed'),
  Hold: bool,
  Muted: bool,
  Coaching: bool,
  CallSidToCoach: sid('CA'),
  RecordingChannels: oneOf('mono', 'dual'),
  Trim: oneOf('trim-silence', 'do-not-trim'),
  RecordingStatusCallback: url,
  RecordingStatusCallbackMethod: method,
  RecordingStatusCallbackEvent: oneOf('in-progress', 'completed', 'absent'),
  'POST /Calls/:id/Recordings/:id.json Status': oneOf('in-progress', 'paused', 'stopped'),
  FriendlyName: (value) => value.length >= 1,
  PauseBehavior: oneOf('skip', 'silence'),
  Body: (value) => value.length >= 1 && value.length <= 1_600,
  MediaUrl: url,
  'DateSent>': instant,
  VoiceUrl: url,
  VoiceMethod: method,
  VoiceFallbackUrl: url,
  VoiceFallbackMethod: method,
  VoiceApplicationSid: (value) => value === '' || sid('AP')(value),
  TrunkSid: (value) => value === '' || sid('TK')(value),
  SmsUrl: url,
  SmsMethod: method,
  'GET /v1/CustomerProfiles Status': oneOf('draft', 'pending-review', 'in-review', 'twilio-rejected', 'twilio-approved'),
  LowRiskNumbersEnabled: bool,
  HighRiskTollfraudNumbersEnabled: bool,
  PageSize: within(1, 1_000),
  Page: within(0, Number.MAX_SAFE_INTEGER),
  PageToken: () => true,
}
const REPEATED = new Set(['StatusCallbackEvent', 'RecordingStatusCallbackEvent', 'MediaUrl'])
/** Ids in addresses, in the order of Twilio's collections. */
const IDS: Record<string, string> = { Calls: 'CA', Conferences: 'CF', Participants: 'CA', Recordings: 'RE', Messages: 'SM', Accounts: 'AC' }
const SOUND = /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Recordings\/RE[0-9a-f]{32}\.(mp3|wav)$/
const MEDIA = /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Messages\/(SM|MM)[0-9a-f]{32}\/Media\/ME[0-9a-f]{32}$/

/** What of a request Twilio has not published, one line each. */
export const faultsOf = ({ method, path, query, body }: RestRequest): string[] => {
  if (['GET', 'HEAD'].includes(method) && (SOUND.test(path) || MEDIA.test(path))) return []
  const known = publishedAt(method, path)
  if (!known) return [`${method} ${path}: no such request`]
  const what = `${method} ${known.path.replace(/^\/2010-04-01\/Accounts\/:id(?=\/)/, '')}`
  const found = [...path.matchAll(/\/([A-Z]\w+)\/([^/.]+)/g)].flatMap(([, collection = '', id = '']) =>
    IDS[collection] === undefined || sid(IDS[collection])(id) ? [] : [`${what}: ${id} is no id`],
  )
  const fields = method === 'GET' ? query : body
  for (const name of new Set((method === 'GET' ? body : query).keys())) found.push(`${what}: ${name} stands in the wrong place`)
  for (const name of new Set(fields.keys())) {
    const values = fields.getAll(name)
    const format = formats[`${what} ${name}`] ?? formats[name]
    if (!known.fields.has(name)) found.push(`${what}: no field ${name}`)
    else if (!format) found.push(`${what}: nothing is known of ${name}`)
    else if (values.length > 1 && !REPEATED.has(name)) found.push(`${what}: ${name} twice`)
    else for (const value of values) if (!format(value)) found.push(`${what}: ${name} is ${value}`)
  }
  return found
}
