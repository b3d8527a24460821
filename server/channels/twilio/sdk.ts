import AccessToken from 'twilio/lib/jwt/AccessToken.js'
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'

/**
 * The parts of the SDK that every call needs. This file is imported when a carrier is set up: a desk without a phone does not pay for them. The imports here
 * are static, since what a dynamic one gives of a module written for `require` depends on who loads it: Node, tsx or the bundle.
 */
export const sdk = { VoiceResponse, AccessToken, validateRequest }

export type Sdk = typeof sdk
