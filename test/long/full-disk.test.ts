import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { assertDiskRoom, LEAST_FREE_BYTES } from '../../server/platform/db/disk-room.ts'
import { describeUnless } from '../setup/describe-with.ts'

const main = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'patchbay-full-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a shell script with a small disk of its own at `folder`, its `$0`, which goes when the script ends. */
const onDisk = (size: string, script: string, ...args: string[]) => {
  const mounted = `mount -t tmpfs -o ${size} none "$0" || exit 77; mkdir "$0/data"; ${script}`
  const { status, stdout, stderr } = spawnSync('unshare', [...apart, 'sh', '-c', mounted, folder, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: join(folder, 'data'),
      SANDBOX: 'off',
      HOST: '127.0.0.1',
      PORT: '0',
      SMTP_PORT: '0',
      LOG_LEVEL: 'error',
    },
  })
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' }
}
/** Root may mount without a namespace of users, where a container forbids those. */
let apart = ['-Urm']
const mayMount = [['-Urm'], ['-m']].some((flags) => {
  apart = flags
  return onDisk('size=64k', 'true').status === 0
})
const noDisk = mayMount ? undefined : 'nobody may mount a small disk here; in a container, give it CAP_SYS_ADMIN'
/** For whoever starts the desk: one line. */
const WORDS = new RegExp(`^The disk of DATA_DIR=${join(folder, 'data')} is (nearly )?full.* Make room there, or .*set DATA_DIR.*\\n$`)

it('asks for as much room as the store keeps free', () => {
  expect(() => assertDiskRoom(folder, LEAST_FREE_BYTES)).not.toThrow()
  expect(() => assertDiskRoom(folder, LEAST_FREE_BYTES - 1)).toThrow(/is nearly full: 199 MB are free/)
})

it('a start that a quota ends leaves no empty key behind, which the next start would take for a damaged one', () => {
  const dataDir = join(folder, 'quota')
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'error' }
  const { status } = spawnSync('sh', ['-c', 'ulimit -f 0; exec "$0" "$1"', process.execPath, main], { env, timeout: 60_000, cwd: folder })
  expect(status).toBe(1)
  expect(readdirSync(dataDir)).toEqual([])
})

describeUnless(noDisk, 'a start on a full disk', () => {
  it.for<[string, string, number]>([
    ['to the last byte', 'size=4m', 4096],
    ['below what the store keeps free', 'size=190m', 0],
  ])('ends in words that name the folder, and leaves nothing there: full %s', ([, size, filledKb]) => {
    const script = 'head -c "$1" /dev/zero >"$0/fill"; "$2" "$3"; code=$?; find "$0/data" -mindepth 1; exit $code'
    const { status, stdout, stderr } = onDisk(size, script, String(filledKb * 1024), process.execPath, main)
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(WORDS) })
  })

  it('that fills up when the keys are made ends in the same words, and goes on once there is room; what it filled is read when there is none, or in words why not', () => {
    const script = `"$1" "$2"; echo "start: $?"; mount -o remount,nr_inodes=1k "$0"
    "$1" "$2" >"$0/said" & desk=$!
    until grep -qs "is ready" "$0/said" || ! kill -0 $desk; do sleep 0.2; done
    kill $desk; wait $desk; echo "start: $?"
    run() { name=$1; shift; "$node" "$cli/$name.js" "$@" >"$disk/said"; echo "$name: $?"; }
    disk=$0; node=$1; cli=$3; mount -o remount,size=150m "$0"
    run export "$0/dump"; run import "$0/dump" --drop; run backup "$0/backup"
    run check-ledger; tail -1 "$0/said"
    rm -r "$0/dump"; mount -o remount,size=$(($(df -k --output=used "$0" | tail -1) + 200))k "$0"
    run export "$0/dump"
    mount -o remount,size=$(($(df -k --output=used "$0" | tail -1)))k,nr_inodes=$(($(df --output=iused "$0" | tail -1))) "$0"
    run export "$0/new/dump"; run restore "$0/backup"; run check-ledger; ls -A "$0" "$0/data"`
    // A disk that can hold no more files is full as well, and it is so at an exact point of the start.
    const { stdout, stderr } = onDisk('size=1g,nr_inodes=2', script, process.execPath, main, main.replace('main.js', 'cli'))
    const desk = ['first-admin.token', 'operator', 'secret.key', 'store', '']
    const left = [`${folder}:`, 'backup', 'data', 'said', '', `${folder}/data:`, ...desk]
    expect(stdout.split('\n')).toEqual([
      ...[
        'start: 1',
        'start: 0',
        'export: 0',
        'import: 1',
        'backup: 0',
        'check-ledger: 0',
        expect.stringMatching(/^2 entries .* no difference\.$/),
      ],
      ...['export: 1', 'export: 1', 'restore: 1', 'check-ledger: 2', ...left],
    ])
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/ is full.* the desk does not start\./),
      expect.stringMatching(/ nothing was imported.* import again/),
      ...[1, 2].map(() => expect.stringMatching(/ no export was made.* export again/)),
      expect.stringMatching(/ nothing was restored.* restore again/),
      expect.stringMatching(/ nothing could be checked.* check again/),
      '',
    ])
  })

  it('is no fault to the doctor where the database is elsewhere', () => {
    const doctor = main.replace('main.js', 'cli/doctor.js')
    const there = 'mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=300'
    const { stdout } = onDisk('size=190m', 'MONGODB_URL="$3" "$1" "$2"', process.execPath, doctor, there)
    expect(stdout).toMatch(/warning +Only .* The database is elsewhere/)
    expect(stdout).not.toContain('does not start')
  })
})
