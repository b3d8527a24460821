import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { brokenHabits, MAX_LINES } from './habits.ts'
import { brokenImports, isKnown, roomOf } from './rooms.ts'
import { readSource, readSources, root, type Source } from './sources.ts'

const file = (path: string, text: string): Source => readSource(path, text)

describe('the rules themselves', () => {
  it.each<[string, string, string, boolean]>([
    // name, file, its text, broken?
    ['a room imports a face to its left', 'server/cases/a.ts', "import { x } from '../customers/index.ts'", false],
    ['but not past the face', 'server/cases/a.ts', "import { x } from '../customers/model.ts'", true],
    ['a wire is a face too', 'server/cases/a.ts', "import { x } from '../customers/wire.ts'", false],
    ['a type counts', 'server/cases/a.ts', "import type { X } from '../customers/model.ts'", true],
    ['a type in an expression counts', 'server/cases/a.ts', "type X = import('../hub/index.ts').X", true],
    ['a late import counts', 'server/cases/a.ts', "const x = await import('../hub/index.ts')", true],
    ['passing on counts', 'server/cases/index.ts', "export * from '../hub/index.ts'", true],
    ['a room never imports to its right', 'server/customers/a.ts', "import { x } from '../cases/index.ts'", true],
    ['nor beside it', 'server/routing/a.ts', "import { x } from '../workspace/index.ts'", true],
    ['its own insides are its own', 'server/cases/a.ts', "import { x } from './deep/model.ts'", false],
    ['platform is imported by path', 'server/cases/a.ts', "import { x } from '../platform/errors.ts'", false],
    ['platform imports no room', 'server/platform/a.ts', "import type { Actor } from '../staff/index.ts'", true],
    ['a channel imports the hub’s face', 'server/channels/email/a.ts', "import { x } from '../../hub/index.ts'", false],
    ['a channel imports what the hub is made of', 'server/channels/email/a.ts', "import { x } from '../../cases/index.ts'", false],
    ['a channel imports no room beside or after the hub', 'server/channels/email/a.ts', "import { x } from '../../routing/index.ts'", true],
    ['a channel imports no other channel', 'server/channels/email/a.ts', "import { x } from '../chat/index.ts'", true],
    ['the phone channel implements the ports of calls', 'server/channels/twilio/a.ts', "import { x } from '../../calls/index.ts'", false],
    ['only app.ts imports channels', 'server/hub/a.ts', "import { x } from '../channels/email/index.ts'", true],
    ['and a command that checks one', 'server/cli/doctor/a.ts', "import { x } from '../../channels/email/index.ts'", false],
    ['app.ts does', 'server/app.ts', "import { x } from './channels/email/index.ts'", false],
    ['nobody but app and run-desk reads the config', 'server/cases/a.ts', "import type { Config } from '../config.ts'", true],
    ['nobody imports app but run-desk and the commands', 'server/sandbox/a.ts', "import { x } from '../app.ts'", true],
    ['a command does', 'server/cli/doctor.ts', "import { x } from '../app.ts'", false],
    ['phone menus are pure', 'server/ivr/a.ts', "import { x } from '../queues/index.ts'", true],
    ['a wire imports zod', 'server/cases/wire.ts', "import { z } from 'zod'", false],
    ['a wire imports wires to its left', 'server/cases/wire.ts', "import { x } from '../customers/wire.ts'", false],
    ['a wire imports no wire to its right', 'server/cases/wire.ts', "import { x } from '../hub/wire.ts'", true],
    ['a wire imports no code', 'server/cases/wire.ts', "import { x } from './case.ts'", true],
    ['a wire imports types of its room', 'server/cases/wire.ts', "import type { X } from './case.ts'", false],
    ['a wire imports no package', 'server/cases/wire.ts', "import { Schema } from 'mongoose'", true],
    ['the console imports wires', 'agent-console/case/a.tsx', "import { x } from '../../server/cases/wire.ts'; const a = <b />", false],
    ['the console imports no other file of the server', 'agent-console/a.ts', "import type { X } from '../server/cases/index.ts'", true],
    [
      'the console imports the shared wires of the platform',
      'agent-console/a.ts',
      "import { x } from '../server/platform/wire/live.ts'",
      false,
    ],
    ['the widget imports types of wires', 'widget/a.ts', "import type { X } from '../server/channels/chat/wire.ts'", false],
    ['also written one by one', 'widget/a.ts', "import { type X } from '../server/channels/chat/wire.ts'", false],
    ['the widget imports no values', 'widget/a.ts', "import { type X, y } from '../server/channels/chat/wire.ts'", true],
    ['widget and console do not meet', 'widget/a.ts', "import { x } from '../agent-console/a.ts'", true],
    ['nobody imports tests', 'server/cases/a.ts', "import { x } from '../../test/wait-for.ts'", true],
  ])('%s', (_name, path, text, isBroken) => {
    expect(brokenImports([file(path, text)])).toHaveLength(isBroken ? 1 : 0)
  })

  it.each<[string, string, string, boolean]>([
    ['the environment is read in one place', 'server/hub/a.ts', 'const x = process.env.HOST', true],
    ['however it is written', 'server/hub/a.ts', "const { env } = process; const x = process['env'].HOST", true],
    ['namely here', 'server/config.ts', 'const x = process.env.HOST', false],
    ['nobody talks to the console', 'server/hub/a.ts', "console.warn('x')", true],
    ['but commands', 'server/cli/a.ts', "console.log('x')", false],
    ['no weak chance', 'server/hub/a.ts', 'const x = Math.random()', true],
    ['no weak hash', 'server/hub/a.ts', "createHash('md5')", true],
    ['in any spelling', 'server/hub/a.ts', "createHmac('SHA1', key)", true],
    ['a strong one', 'server/hub/a.ts', "createHash('sha256')", false],
    ['nobody fetches', 'server/hub/a.ts', "await fetch('http://x.example')", true],
    ['nor asks by http', 'server/hub/a.ts', "import http from 'node:http'; http.request({})", true],
    ['under any name', 'server/hub/a.ts', "import { request } from 'node:https'", true],
    ['nor by a package', 'server/hub/a.ts', "import { x } from 'undici'", true],
    ['but serves', 'server/hub/a.ts', "import { createServer } from 'node:http'", false],
    ['and the guard fetches', 'server/platform/guarded-fetch.ts', "import { request } from 'node:https'", false],
    ['a method called fetch is something else', 'server/hub/a.ts', 'queue.fetch()', false],
    ['a file is short', 'agent-console/a.ts', '\n'.repeat(MAX_LINES + 1), true],
    ['or at least not longer than that', 'agent-console/a.ts', '\n'.repeat(MAX_LINES), false],
  ])('%s', (_name, path, text, isBroken) => {
    expect(brokenHabits([file(path, text)])).toHaveLength(isBroken ? 1 : 0)
  })

  it('name a room by its folder, its file or its channel', () => {
    expect(['server/cases/deep/a.ts', 'server/app.ts', 'server/channels/chat/a.ts'].map(roomOf)).toEqual(['cases', 'app', 'channels/chat'])
    expect(['cases', 'channels/new', 'stuff'].map(isKnown)).toEqual([true, true, false])
  })
})

describe('the project', () => {
  const sources = readSources('server', 'agent-console', 'widget')
  const tests = readSources('test')

  it('was seen', () => {
    expect(sources.length).toBeGreaterThan(60)
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(200)
    expect(tests.length).toBeGreaterThan(10)
  })

  it('has no room that the order does not know', () => {
    const rooms = readdirSync(`${root}/server`, { withFileTypes: true })
      .filter((entry) => entry.name !== 'tsconfig.json' && entry.name !== 'channels')
      .map((entry) => roomOf(`server/${entry.name}`))
    expect(rooms.filter((room) => !isKnown(room))).toEqual([])
  })

  it('keeps the import rules', () => {
    expect(brokenImports(sources)).toEqual([])
  })

  it('keeps its habits', () => {
    expect(brokenHabits([...sources, ...tests])).toEqual([])
  })
})
