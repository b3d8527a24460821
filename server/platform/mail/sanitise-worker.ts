import { sanitiseHtml } from './sanitise-html.ts'
import { serveLane } from './serve-lane.ts'

serveLane<string, { html: string; version: string }>(async (html) => sanitiseHtml(html))
