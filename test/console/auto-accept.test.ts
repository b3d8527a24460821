import { expect, it } from 'vitest'
import { opensItself } from '../../agent-console/work/opens-itself.ts'

const ready = { state: { name: 'ready' }, call: null }

it.each([
  [true, 'who asked for it is free', true, {}, ready],
  [false, 'who did not ask for it is free', false, {}, ready],
  [false, 'what is offered is no call', true, null, ready],
  [false, 'another call goes on here', true, {}, { ...ready, call: {} }],
  [false, 'another tab is the phone', true, {}, { ...ready, state: { name: 'elsewhere' } }],
  [false, 'the phone is off', true, {}, { ...ready, state: { name: 'off' } }],
])('a call opens by itself (%s) when %s', (isOpened, _when, autoAccepts, offered, phone) => {
  expect(opensItself({ autoAccepts }, { call: offered }, phone)).toBe(isOpened)
})
