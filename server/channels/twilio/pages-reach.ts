/**
 * Where the voice SDK in the agents' pages connects: signalling and its reports (`wss://voice-js.<edge>.twilio.com`,
 * `https://eventgw.<region>.twilio.com`) and the tones of its keys (`https://sdk.twilio.com`).
 */
export const TWILIO_PAGES_REACH = ['wss://*.twilio.com', 'https://*.twilio.com']
