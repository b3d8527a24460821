import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cleanName } from '../../server/hub/index.ts'
import { HUGE_PICTURE, sniffType, typeOf } from '../../server/hub/sniff-type.ts'
import { createFolderFiles } from '../../server/platform/files/folder-files.ts'

test.each([
  ['a picture', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image/png'],
  ['a page that calls itself a picture', [...Buffer.from('<svg onload=alert(1)>')], 'application/octet-stream'],
  ['a document', [...Buffer.from('%PDF-1.7')], 'application/pdf'],
  ['a page that says it is a document further on', [...Buffer.from('<script>%PDF-1.7')], 'application/octet-stream'],
  ['nothing', [], 'application/octet-stream'],
])('%s is what its bytes say (SECURITY F1)', (_name, bytes, type) => {
  expect(sniffType(Uint8Array.from(bytes))).toBe(type)
})

const png = (width: number, height: number): Buffer => {
  const head = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
    Buffer.from('IHDR'),
    Buffer.alloc(8),
  ])
  head.writeUInt32BE(width, 16)
  head.writeUInt32BE(height, 20)
  return head
}
/** Begin, a segment of metadata of each length, the frame, and a scan. */
const jpeg = (width: number, height: number, metadata: readonly number[] = [14]): Buffer => {
  const frame = Buffer.from([0xff, 0xc2, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  const segments = metadata.map((length) => {
    const segment = Buffer.alloc(length + 2)
    segment.writeUInt16BE(0xffe1)
    segment.writeUInt16BE(length, 2)
    // The picture in a picture's metadata has a frame of its own.
    frame.copy(segment, 4, 0, Math.min(9, length - 2))
    if (length > 11) segment.writeUInt32BE(0x00010001, 9)
    return segment
  })
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments, frame, Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3]), Buffer.alloc(20)])
}
const vp8x = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP8X'), Buffer.alloc(8), Buffer.from([0xff, 0xff, 0, 0xff, 0xff, 0])])

test.each<[string, Uint8Array, string]>([
  ['a PNG of 4000 by 3000', png(4000, 3000), 'image/png'],
  ['a PNG of 60,000 by 60,000', png(60_000, 60_000), HUGE_PICTURE],
  ['a GIF as large as it can be', Buffer.from('GIF89a\xff\xff\xff\xff', 'latin1'), HUGE_PICTURE],
  ['a GIF of 10 by 10', Buffer.from('GIF89a\x0a\0\x0a\0', 'latin1'), 'image/gif'],
  ['a WebP of 65,536 by 65,536', vp8x, HUGE_PICTURE],
  ['a JPEG of 4000 by 3000', jpeg(4000, 3000), 'image/jpeg'],
  ['a JPEG as large as it can be', jpeg(65_535, 65_535), HUGE_PICTURE],
  ['a JPEG with fill bytes before its frame', Buffer.from('ffd8ffffffffc0001108ffffffff03', 'hex'), HUGE_PICTURE],
  ['a JPEG without a frame', Buffer.from('ffd8ffda0002ffc0001108ffffffff03', 'hex'), 'image/jpeg'],
  ['a JPEG cut off', Buffer.from('ffd8ffe1', 'hex'), 'image/jpeg'],
])('%s is weighed before anybody decodes it (SECURITY F3)', (_name, bytes, type) => expect(sniffType(bytes)).toBe(type))

test.each<[string, readonly number[]]>([
  ['little', [14]],
  ['as much as there may be in a segment', [65_535]],
  ['much, in many segments', [...Array.from({ length: 40 }, () => 65_535), 30_000, 2, 3]],
])('a stored JPEG is weighed behind its metadata: %s (SECURITY F3)', async (_what, metadata) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-types-'))
  const files = createFolderFiles(dataDir)
  await files.put('small', jpeg(4000, 3000, metadata), { maxBytes: 10_000_000 })
  await files.put('huge', jpeg(30_000, 30_000, metadata), { maxBytes: 10_000_000 })
  await files.put('cut', jpeg(30_000, 30_000, metadata).subarray(0, 40), { maxBytes: 10_000_000 })
  await files.put('empty', Buffer.alloc(0), { maxBytes: 10 })
  const types = await Promise.all(['small', 'huge', 'empty'].map((id) => typeOf(files, id)))
  expect(types).toEqual(['image/jpeg', HUGE_PICTURE, 'application/octet-stream'])
  expect(await typeOf(files, 'cut')).toBe(metadata[0] === 14 ? HUGE_PICTURE : 'image/jpeg')
  rmSync(dataDir, { recursive: true, force: true })
})

test.each([
  ['../../etc/passwd', '_.._etc_passwd'],
  ['a\r\nSet-Cookie: b', 'aSet-Cookie_ b'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['', 'file'],
])('the name %j is shown as %j', (name, shown) => {
  expect(cleanName(name)).toBe(shown)
})
