import { type ParsedMail, parseMail } from './parse-mail.ts'
import { serveLane } from './serve-lane.ts'

serveLane<Uint8Array, ParsedMail>((raw) => parseMail(raw))
