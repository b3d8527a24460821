import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { SoftphonePass } from '../../agent-console/softphone/softphone.ts'
import type { RemoteSoftphone } from '../phone/softphone-page.ts'
import { waitFor } from '../wait-for.ts'

/** A carrier that an implementation works with, and somebody at its other end. */
export interface OtherEnd {
  open(options?: { hasMicrophone: boolean }): Promise<RemoteSoftphone>
  pass(): SoftphonePass
  /** What the desk has issued: a call with somebody who makes sound, one to a machine that takes keys, and none at all. */
  dials: { somebody: string; machine: string; nothing: string }
  /** Whether somebody hears the softphone within two beeps. */
  hears(): Promise<boolean>
  /** Somebody is in a call with the softphone. */
  isTogether(): Promise<boolean>
  hangUp(): Promise<void>
  /** What the machine was given. */
  keyed(): string
  close(): Promise<void>
}

/** Holds for every softphone, in a real browser with a microphone that makes sound. */
export const softphoneContract = (start: () => Promise<OtherEnd>): void => {
  let other: OtherEnd
  const opened: RemoteSoftphone[] = []
  beforeAll(async () => {
    other = await start()
  })
  afterAll(() => other?.close())
  afterEach(async () => {
    for (const one of opened.splice(0)) {
      // A page that is closed from outside says nothing, and the carrier waits for it to come back.
      await one.destroy()
      await one.page.context().close()
    }
  })

  const open = async (options?: { hasMicrophone: boolean }): Promise<RemoteSoftphone> => {
    const softphone = await other.open(options)
    opened.push(softphone)
    return softphone
  }
  const ready = async (options?: { hasMicrophone: boolean }): Promise<RemoteSoftphone> => {
    const softphone = await open(options)
    await softphone.register(other.pass())
    return softphone
  }
  const phase = (softphone: RemoteSoftphone, wanted: string) =>
    waitFor(async () => (await softphone.call())?.phase === wanted, { what: `a call that is ${wanted}` })
  const inCall = async (): Promise<RemoteSoftphone> => {
    const softphone = await ready()
    await softphone.connect(other.dials.somebody)
    await phase(softphone, 'live')
    await waitFor(() => other.isTogether(), { what: 'somebody in the call' })
    return softphone
  }

  it('is off, then ready; it dials nothing before', async () => {
    const softphone = await open()
    expect(await softphone.state()).toEqual({ name: 'off' })
    await expect(softphone.connect(other.dials.somebody)).rejects.toMatchObject({ kind: 'unavailable' })
    await softphone.register(other.pass())
    expect(await softphone.state()).toEqual({ name: 'ready' })
  })

  it('says in words why it may not come in', async () => {
    const softphone = await open()
    const refused = await softphone.register({ ...other.pass(), token: 'nobody’s' }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'softphone-refused', kind: 'unavailable', message: expect.stringMatching(/^[A-Z].*\.$/) })
    expect(await softphone.state()).toEqual({ name: 'refused', why: (refused as Error).message })
  })

  it('carries sound both ways, one call at a time, and none out while it is muted', async () => {
    const softphone = await inCall()
    await waitFor(async () => (await softphone.levels()).remote > 0 && (await other.hears()), { what: 'sound at both ends' })
    expect((await softphone.levels()).local).toBeGreaterThan(0)
    await expect(softphone.connect(other.dials.somebody)).rejects.toMatchObject({ kind: 'conflict' })
    await softphone.mute(true)
    expect(await softphone.call()).toMatchObject({ phase: 'live', isMuted: true })
    const isOneWay = async (): Promise<boolean> => {
      const [isHeard, { remote }] = await Promise.all([other.hears(), softphone.levels()])
      return !isHeard && remote > 0
    }
    await waitFor(isOneWay, { what: 'silence of who is muted, and sound of somebody' })
    await softphone.mute(false)
    await waitFor(() => other.hears(), { what: 'sound again' })
  })

  it('goes on while devices are changed', async () => {
    const softphone = await inCall()
    await softphone.chooseDevices({ microphoneId: 'unplugged', speakerId: '', ringId: '' })
    await waitFor(async () => (await softphone.levels()).local > 0 && (await softphone.levels()).remote > 0, { what: 'sound' })
    expect(await softphone.call()).toMatchObject({ phase: 'live', silence: null })
  })

  it('ends by hanging up, more than once if need be, and can be in another call', async () => {
    const softphone = await inCall()
    await softphone.hangUp()
    await softphone.hangUp()
    expect(await softphone.call()).toMatchObject({ phase: 'ended', why: null })
    await waitFor(async () => !(await other.isTogether()), { what: 'somebody alone' })
    await softphone.connect(other.dials.somebody)
    await phase(softphone, 'live')
  })

  it('says that the other side hung up', async () => {
    const softphone = await inCall()
    await other.hangUp()
    await phase(softphone, 'ended')
    expect((await softphone.call())?.why).toMatch(/^[A-Z].*\.$/)
  })

  it('says that a call did not come about', async () => {
    const softphone = await ready()
    await softphone.connect(other.dials.nothing)
    await phase(softphone, 'ended')
    expect((await softphone.call())?.why).toMatch(/^[A-Z].*\.$/)
  })

  it('sends keys', async () => {
    const softphone = await ready()
    await softphone.connect(other.dials.machine)
    await phase(softphone, 'live')
    await softphone.sendDigits('207#')
    await waitFor(() => other.keyed() === '207', { what: 'the keys' })
  })

  it('begins no call that nobody would hear', async () => {
    const softphone = await ready({ hasMicrophone: false })
    await expect(softphone.connect(other.dials.somebody)).rejects.toMatchObject({
      code: 'microphone',
      kind: 'invalid',
      message: expect.stringContaining('Allow it'),
    })
    expect(await softphone.call()).toBeNull()
  })

  it('leaves its call when its page goes, and when it is destroyed', async () => {
    const gone = await inCall()
    await gone.page.goto('about:blank')
    await waitFor(async () => !(await other.isTogether()), { what: 'somebody alone' })
    const destroyed = await inCall()
    await destroyed.destroy()
    expect(await destroyed.state()).toEqual({ name: 'off' })
    await waitFor(async () => !(await other.isTogether()), { what: 'somebody alone' })
  })
}
