/** The carrier's numbered refusals that we meet: HTTP status and what it says. From Twilio's error dictionary. */
const dictionary = {
  10004: [429, 'Call concurrency limit exceeded'],
  13240: [400, 'Dial->Conference: Invalid Whisper SID'],
  16024: [400, 'Participant label invalid: max 128 chars, not a CallSid, no "/"'],
  16026: [400, 'Participant label is in use by another participant'],
  16027: [400, 'Participant to be whispered is on hold'],
  16028: [400, 'Participant to be whispered is not present in the conference'],
  20001: [400, 'Bad request'],
  20003: [401, 'Authenticate'],
  20404: [404, 'The requested resource was not found'],
  20429: [429, 'Too Many Requests'],
  21201: [400, "No 'To' number is specified"],
  21205: [400, 'Url is not a valid URL'],
  21208: [400, 'Invalid Timeout'],
  21209: [400, 'Invalid Method'],
  21210: [400, "'From' phone number not verified"],
  21211: [400, "Invalid 'To' Phone Number"],
  21213: [400, "'From' phone number is required"],
  21214: [400, "'To' phone number cannot be reached"],
  21215: [400, 'Account not authorized to call this number: geographic permissions'],
  21216: [403, 'Account not allowed to call this number'],
  21217: [400, 'Phone number does not appear to be valid'],
  21218: [400, 'Invalid ApplicationSid'],
  21220: [400, 'Call is not in-progress. Cannot redirect.'],
  21408: [403, 'Permission to send an SMS has not been enabled for the region'],
  21604: [400, "'To' phone number is required to send a Message"],
  21606: [400, "The 'From' phone number provided is not a valid, message-capable phone number for this account"],
  21610: [400, 'Attempt to send to unsubscribed recipient'],
  21612: [400, "Message cannot be sent with the current combination of 'To' and 'From' parameters"],
  21614: [400, "'To' number is not a valid mobile number"],
  21617: [400, 'The concatenated message body exceeds the 1600 character limit'],
  21623: [400, 'Number of media files exceeds allowed limit'],
  21619: [400, 'A text message body or media urls must be specified'],
  // With which status is not published (?).
  32018: [400, 'Twiml size exceeded maximum allowed value of 4000 characters'],
} as const satisfies Record<number, readonly [number, string]>

export type RefusalCode = keyof typeof dictionary

/** What the REST door answers with instead of a resource. */
export interface Refusal {
  refused: RefusalCode
  status: number
  message: string
}

export const refusal = (code: RefusalCode, detail = ''): Refusal => {
  const [status, message] = dictionary[code]
  return { refused: code, status, message: detail ? `${message}: ${detail}` : message }
}

export const isRefusal = (value: unknown): value is Refusal => typeof value === 'object' && value !== null && 'refused' in value
